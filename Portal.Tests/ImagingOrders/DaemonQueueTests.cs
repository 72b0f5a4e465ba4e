using Portal.Domain.ImagingOrders;

namespace Portal.Tests.ImagingOrders;

public sealed class DaemonQueueTests
{
    [Fact]
    public void Of_three_started_orders_one_worker_runs_the_first()
    {
        var places = DaemonQueue.Places([new("c", 3, 6, ImportStage.Started), new("a", 1, 4, ImportStage.Started), new("b", 2, 5, ImportStage.Started)], workers: 1);

        (places["a"], places["b"], places["c"]).ShouldBe((new(OrderWork.Running, 0), new(OrderWork.Waiting, 1), new(OrderWork.Waiting, 2)));
    }

    [Fact]
    public void One_that_converts_is_certainly_run_and_takes_a_worker_from_those_before_it()
    {
        var places = DaemonQueue.Places([new("a", 1, 4, ImportStage.Started), new("b", 2, 5, ImportStage.Preprocessing)], workers: 1);

        (places["a"].Work, places["b"].Work).ShouldBe((OrderWork.Waiting, OrderWork.Running));
    }

    [Fact]
    public void What_is_pending_waits_behind_all_that_were_started_and_what_ended_is_in_no_line()
    {
        var places = DaemonQueue.Places([new("late", 2, null, ImportStage.Pending), new("early", 1, 9, ImportStage.Started), new("over", 3, 4, ImportStage.Completed)], workers: 4);

        places["late"].ShouldBe(new(OrderWork.Waiting, 1));
        places.Keys.ShouldNotContain("over");
    }
}
