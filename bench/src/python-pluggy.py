"""What Python's pluggy takes for the scenarios of the benchmark: prints a JSON object of nanoseconds by scenario."""

import inspect
import json
import statistics
import timeit

import pluggy

hookspec = pluggy.HookspecMarker("bench")
hookimpl = pluggy.HookimplMarker("bench")
# Since pluggy 1.2 a wrapper returns the result itself.
RETURNS = "wrapper" in inspect.signature(hookimpl.__call__).parameters


def function(name, body):
    """A function of its own source text."""
    scope = {}
    exec(f"def {name}(value):\n    {body}", scope)
    return scope[name]


def manager(firstresult=False):
    pm = pluggy.PluginManager("bench")

    class Spec:
        @hookspec(firstresult=firstresult)
        def hook(value, next):
            pass

    pm.add_hookspecs(Spec)
    return pm


def plugin(implementation):
    class Plugin:
        hook = staticmethod(implementation)

    return Plugin


def caller(results, wrappers=0, firstresult=False):
    """Calls a hook of implementations that give these results; the first is called first."""
    pm = manager(firstresult)
    for i, result in reversed(list(enumerate(results))):
        pm.register(plugin(hookimpl(function("hook", f"return {result}"))), f"p{i}")
    for i in range(wrappers):
        if RETURNS:
            wrapper = hookimpl(wrapper=True)(function("hook", "return (yield)"))
        else:
            wrapper = hookimpl(hookwrapper=True)(function("hook", "yield"))
        pm.register(plugin(wrapper), f"w{i}")
    return lambda: pm.hook.hook(value=1, next=None)


def register(plugins):
    for i, one in enumerate(plugins):
        pm.register(one, f"p{i}")


def median(work, number, setup="pass"):
    seconds = timeit.repeat(work, setup, repeat=7, number=number)
    return statistics.median(seconds) / number * 1e9


ANSWER = "value + 1"
timings = {f"collect, {count}": median(caller([ANSWER] * count), 2_000) for count in (0, 1, 3, 10, 50)}
timings["first result, 1 of 3 answers"] = median(caller([ANSWER] * 3, firstresult=True), 2_000)
timings["collect, 3 in a wrapper"] = median(caller([ANSWER] * 3, wrappers=1), 2_000)
timings["collect, 3 in 3 wrappers"] = median(caller([ANSWER] * 3, wrappers=3), 2_000)

PLUGINS = [plugin(hookimpl(function("hook", "return value"))) for _ in range(1_000)]
pm = None


def renew():
    global pm
    pm = manager()


timings["register 1000"] = median(lambda: register(PLUGINS), 1, renew)
print(json.dumps(timings))
