using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Runs;
using Portal.Runs;
using Portal.Tests.Support;

namespace Portal.Tests.Runs;

public sealed class RunWatchingComponentTests : IAsyncDisposable
{
    private static readonly Guid A = Guid.NewGuid();
    private readonly BunitContext _context = new();
    private readonly FakeClock _clock = new();
    private readonly RunFeed _feed = new();

    public RunWatchingComponentTests()
    {
        _context.Services.AddSingleton(_feed);
        _context.Services.AddSingleton<TimeProvider>(_clock);
    }

    [Fact]
    public void A_signal_is_read_and_drawn_at_once()
    {
        var watcher = Watch(A);

        _feed.Publish(new RunSignal(A, 1));

        watcher.WaitForAssertion(() => watcher.Instance.Read.Single().Runs[A].ShouldBe(1));
    }

    [Fact]
    public void Many_signals_become_one_drawing_and_the_last_is_in_it()
    {
        var watcher = Watch(A);
        _feed.Publish(new RunSignal(A, 1));
        watcher.WaitForAssertion(() => watcher.Instance.Read.Count.ShouldBe(1));

        for (var seq = 2; seq <= 500; seq++)
        {
            _feed.Publish(new RunSignal(A, seq));
        }

        watcher.Instance.Read.Count.ShouldBe(1);
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        watcher.WaitForAssertion(() => watcher.Instance.Read.Count.ShouldBe(2));
        watcher.Instance.Read[1].Runs[A].ShouldBe(500);
    }

    [Fact]
    public void A_second_of_a_thousand_signals_is_drawn_ten_times_and_the_last_is_in_it()
    {
        var watcher = Watch(A);
        for (var seq = 1; seq <= 1_000; seq++)
        {
            _feed.Publish(new RunSignal(A, seq));
            if (seq == 1)
            {
                watcher.WaitForAssertion(() => watcher.Instance.Read.Count.ShouldBe(1));
            }

            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        _clock.Advance(TimeSpan.FromMilliseconds(100));
        watcher.WaitForAssertion(() => watcher.Instance.Read[^1].Runs[A].ShouldBe(1_000));
        watcher.Instance.Read.Count.ShouldBeLessThanOrEqualTo(12);
    }

    [Fact]
    public void What_the_load_has_seen_is_not_read_again()
    {
        var watcher = Watch(A, seen: 40);

        _feed.Publish(new RunSignal(A, 39));
        _feed.Publish(new RunSignal(A, 40));
        _feed.Publish(new RunSignal(A, 41));

        watcher.WaitForAssertion(() => watcher.Instance.Read.Single().Runs[A].ShouldBe(41));
    }

    [Fact]
    public void Progress_has_no_number_and_is_always_read()
    {
        var watcher = Watch(A, seen: 40);

        _feed.Publish(new RunSignal(A, 0));

        watcher.WaitForAssertion(() => watcher.Instance.Read.Count.ShouldBe(1));
    }

    [Fact]
    public void After_a_lost_connection_everything_is_read()
    {
        var watcher = Watch(A, seen: 40);

        _feed.Publish(new RunSignal(null, 0));

        watcher.WaitForAssertion(() => watcher.Instance.Read.Single().Everything.ShouldBeTrue());
    }

    [Fact]
    public void Other_runs_do_not_concern_it()
    {
        var watcher = Watch(A);

        _feed.Publish(new RunSignal(Guid.NewGuid(), 1));
        _clock.Advance(TimeSpan.FromSeconds(1));

        watcher.Instance.Read.ShouldBeEmpty();
    }

    [Fact]
    public async Task Once_it_is_gone_nothing_reaches_it()
    {
        var watcher = Watch(A);
        var instance = watcher.Instance;

        await _context.DisposeComponentsAsync();
        _feed.Publish(new RunSignal(A, 1));
        _clock.Advance(TimeSpan.FromSeconds(1));

        instance.Read.ShouldBeEmpty();
    }

    [Fact]
    public void A_read_that_fails_reaches_the_error_boundary()
    {
        var boundary = _context.Render<Boundary>(p => p.AddChildContent<Watcher>(w => w.Add(x => x.Run, A).Add(x => x.Fails, true)));

        _feed.Publish(new RunSignal(A, 1));

        boundary.WaitForAssertion(() => boundary.Markup.ShouldContain("broken on purpose"));
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private IRenderedComponent<Watcher> Watch(Guid? run, long seen = 0) => _context.Render<Watcher>(p => p.Add(w => w.Run, run).Add(w => w.SeenUpTo, seen));

    private sealed class Watcher : RunWatchingComponent
    {
        [Parameter] public Guid? Run { get; set; }
        [Parameter] public long SeenUpTo { get; set; }
        [Parameter] public bool Fails { get; set; }

        public List<RunChanges> Read { get; } = [];

        protected override void OnInitialized()
        {
            Watch(Run);
            if (Run is { } run)
            {
                Seen(run, SeenUpTo);
            }
        }

        protected override Task OnRunEventAsync(RunChanges changes, CancellationToken cancellationToken)
        {
            if (Fails)
            {
                throw new InvalidOperationException("broken on purpose");
            }

            Read.Add(changes);
            return Task.CompletedTask;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, Read.Count);
    }

    private sealed class Boundary : ErrorBoundaryBase
    {
        protected override Task OnErrorAsync(Exception exception) => Task.CompletedTask;

        protected override void BuildRenderTree(RenderTreeBuilder builder) =>
            builder.AddContent(0, CurrentException is { } e ? b => b.AddContent(1, e.Message) : ChildContent);
    }
}
