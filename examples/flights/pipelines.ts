import { dataset, node, param, pipeline } from 'pintle';
import { type FlightColumns, type Flights, readFlights } from './nodes/flights.ts';
import {
  type Airport,
  type AirportDelays,
  type DayDelays,
  delaysByAirport,
  delaysByDay,
  delaysByHour,
  delaysByRoute,
  type HourDelays,
  type RouteDelays,
} from './nodes/rankings.ts';
import { writeReport } from './nodes/report.ts';
import { type SeattleMonth, seattleByMonth, type WeatherDay } from './nodes/seattle.ts';

const flights = dataset<Flights>('flights');
const lateMinutes = param<number>('late_minutes');
const airportDelays = dataset<AirportDelays[]>('airport_delays');
const routeDelays = dataset<RouteDelays[]>('route_delays');
const hourDelays = dataset<HourDelays[]>('hour_delays');
const dayDelays = dataset<DayDelays[]>('day_delays');
const seattleMonths = dataset<SeattleMonth[]>('seattle_months');

export default pipeline('flights', [
  node(
    { name: 'read_flights', inputs: dataset<FlightColumns>('flights_raw'), outputs: flights, tags: ['staging'] },
    readFlights,
  ),
  node(
    {
      name: 'airport_delays',
      inputs: {
        flights,
        airports: dataset<Airport[]>('airports_raw'),
        lateMinutes,
        minDepartures: param<number>('min_departures'),
      },
      outputs: airportDelays,
      tags: ['mart'],
    },
    delaysByAirport,
  ),
  node(
    {
      name: 'route_delays',
      inputs: { flights, lateMinutes, minFlights: param<number>('min_route_flights') },
      outputs: routeDelays,
      tags: ['mart'],
    },
    delaysByRoute,
  ),
  node({ name: 'hour_delays', inputs: { flights, lateMinutes }, outputs: hourDelays, tags: ['mart'] }, delaysByHour),
  node({ name: 'day_delays', inputs: { flights, lateMinutes }, outputs: dayDelays, tags: ['mart'] }, delaysByDay),
  node(
    {
      name: 'seattle_months',
      inputs: { flights, weather: dataset<WeatherDay[]>('seattle_weather_raw'), lateMinutes },
      outputs: seattleMonths,
      tags: ['mart'],
    },
    seattleByMonth,
  ),
  node(
    {
      name: 'report',
      inputs: {
        airports: airportDelays,
        routes: routeDelays,
        hours: hourDelays,
        days: dayDelays,
        seattle: seattleMonths,
        top: param<number>('top'),
      },
      outputs: dataset<string>('report'),
      tags: ['reporting'],
    },
    writeReport,
  ),
]);
