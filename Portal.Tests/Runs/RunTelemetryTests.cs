using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;
using Portal.Jobs.Outside;
using Portal.Jobs.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class RunTelemetryTests(TestDatabase database)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 17, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_the_engine_does_is_counted_and_timed_by_workflow_step_and_state()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), role: "web");
        using var heard = new Heard(server);
        var telemetry = server.Get<RunTelemetry>();
        var run = Run.Submit(Script.Request(), Actor.Portal, Now);
        var step = RunStep.Declare(run.Id, 1, 0, "load", "Load");

        run.Claim("me", Now.AddMinutes(5), Now.AddSeconds(3));
        telemetry.Claimed(run, RunState.Queued, Now.AddSeconds(3));
        step.Start(Now.AddSeconds(4));
        step.Finish(StepState.Succeeded, Now.AddSeconds(9), "fine");
        telemetry.StepEnded(run.Workflow, step);
        run.Succeed("fine", Now.AddSeconds(10));
        telemetry.Ended(run);
        telemetry.EventsWritten(4);
        telemetry.LeaseLost();
        telemetry.Claimed(run, RunState.Running, Now);

        heard.All.ShouldBe([
            "portal.claims 1 from=queue workflow=scripted",
            "portal.queue.wait 3 workflow=scripted",
            "portal.step.duration 5 state=Succeeded step=load workflow=scripted",
            "portal.run.duration 7 state=Succeeded workflow=scripted",
            "portal.events 4",
            "portal.leases.lost 1",
            "portal.claims 1 from=takeover workflow=scripted",
        ]);
    }

    [Fact]
    public async Task Calls_to_the_outside_are_timed_by_system_and_status_also_when_there_is_no_answer()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), role: "web");
        using var heard = new Heard(server);
        using var client = new HttpClient(new MeasuredCalls("neighbour", server.Get<RunTelemetry>(), new SocketsHttpHandler { AllowAutoRedirect = false }));

        await client.GetAsync(new Uri(server.Url, "/health/live"));
        await client.GetAsync(new Uri(server.Url, "/api/v1/runs"));
        await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(new Uri("http://127.0.0.1:1/")));

        heard.All.Select(l => string.Join(' ', l.Split(' ').Where((_, i) => i != 1))).ShouldBe([
            "portal.outside.duration status=200 system=neighbour",
            "portal.outside.duration status=401 system=neighbour",
            "portal.outside.duration status=failed system=neighbour",
        ]);
    }

    [Fact]
    public async Task How_much_there_is_to_do_is_read_from_the_database()
    {
        await using var server = await PortalServer.StartAsync(await database.CreateAsync(), services: new Script().Step("work").Register(), role: "web");
        await server.Get<RunQueue>().SubmitAsync(Script.Request("a"), Actor.Portal, alongside: null, CancellationToken.None);
        await server.Get<RunQueue>().SubmitAsync(Script.Request("b"), Actor.Portal, alongside: null, CancellationToken.None);
        await using (var db = server.Db())
        {
            await db.Database.ExecuteSqlAsync($"UPDATE portal.run SET queued_at = now() - interval '10 minutes' WHERE subject = 'a'");
        }

        await server.Get<RunGauges>().ReadAsync(CancellationToken.None);

        server.Get<RunGauges>().Counts().Select(m => $"{m.Tags[0].Value} {m.Value}").ShouldBe(["Queued 2", "Running 0", "Waiting 0"]);
        server.Get<RunGauges>().Oldest().Single().Value.ShouldBeInRange(599, 660);
    }

    [Fact]
    public void Spans_and_log_lines_carry_the_runs_number_and_its_step()
    {
        using var listener = new ActivityListener { ShouldListenTo = s => s.Name == RunTelemetry.Name, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        var run = Run.Submit(Script.Request(), Actor.Portal, Now);
        var step = RunStep.Declare(run.Id, 1, 0, "load", "Load");
        var scopes = new ScopeLog();

        using var outer = RunTelemetry.StartRun(run);
        using var inner = RunTelemetry.StartStep(run, step);
        using (scopes.BeginStep(run, step))
        {
            scopes.LogInformation("inside");
        }

        (inner!.DisplayName, inner.ParentId, inner.GetTagItem("portal.step")).ShouldBe(("step load", outer!.Id, "load"));
        outer.GetTagItem("portal.run.id").ShouldBe(run.Id);
        scopes.Seen.ShouldBe($"R-{run.Number} {run.Id} attempt 1 step load");
    }

    /// <summary>What the meters of one server say, in the order they say it.</summary>
    private sealed class Heard : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<string> _all = new();

        public Heard(PortalServer server)
        {
            var factory = server.Get<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == RunTelemetry.Name && ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Add(i, v, tags));
            _listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Add(i, v, tags));
            _listener.Start();
        }

        public IEnumerable<string> All => _all;

        public void Dispose() => _listener.Dispose();

        private void Add<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _all.Enqueue($"{instrument.Name} {value} {string.Join(' ', tags.ToArray().OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}"))}".TrimEnd());
    }

    private sealed class ScopeLog : ILogger
    {
        public string? Seen { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            Seen = state.ToString();
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }
    }
}
