using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;

namespace Wellspring.Core.Tests.Versions;

/// <summary>Orders held for a person to review 人工审核.</summary>
public sealed class HeldOrderTests
{
    private static Desk WithOrder()
    {
        var desk = VersionScene.Cn();
        desk.Accepted<PoolEvent.OrderPlaced>(new PoolCommand.PlaceOrder(
            desk.NextId, desk.Now, "o-1", "ann", "own", 1000L.Yuan, new(FundingMode.OwnGoods, "b"), []));
        return desk;
    }

    private static PoolCommand.HoldOrder Hold(Desk desk) => new(desk.NextId, desk.Now, "o-1", "odd pattern");

    private static PoolCommand.ReleaseOrder Release(Desk desk) => new(desk.NextId, desk.Now, "o-1", "li");

    [Fact]
    public void A_held_order_does_not_settle_though_due_and_settles_when_released()
    {
        var desk = WithOrder();
        desk.Accepted<PoolEvent.OrderWasHeld>(Hold(desk));
        desk.Accepted<PoolEvent.OrderDelivered>(new PoolCommand.DeliverOrder(desk.NextId, desk.Now, "o-1"));
        desk.Pass(30);
        Assert.Equal(Refusal.HeldForReview, desk.Pool.PendingOf("o-1")!.Waiting);
        Assert.Equal(Points.Zero, desk["ann"].Points);
        desk.AssertReplays();

        desk.Accepted<PoolEvent.OrderReleased>(Release(desk));

        Assert.Null(desk.Pool.PendingOf("o-1"));
        Assert.NotEqual(Points.Zero, desk["ann"].Points);
        desk.AssertReplays();
    }

    [Fact]
    public void One_that_is_released_early_settles_when_it_is_due()
    {
        var desk = WithOrder();
        desk.Accepted<PoolEvent.OrderDelivered>(new PoolCommand.DeliverOrder(desk.NextId, desk.Now, "o-1"));
        desk.Accepted<PoolEvent.OrderWasHeld>(Hold(desk));
        desk.Pass(3);
        desk.Accepted<PoolEvent.OrderReleased>(Release(desk));
        Assert.Equal(Points.Zero, desk["ann"].Points);
        desk.Pass(4);

        Assert.NotEqual(Points.Zero, desk["ann"].Points);
    }

    [Fact]
    public void A_held_order_can_be_refunded()
    {
        var desk = WithOrder();
        desk.Accepted<PoolEvent.OrderWasHeld>(Hold(desk));
        Assert.Equal(Refusal.HeldForReview, desk.Pool.PendingOf("o-1")!.Waiting);
        desk.Accepted<PoolEvent.OrderRefunded>(new PoolCommand.RefundOrder(desk.NextId, desk.Now, "o-1", 400L.Yuan));
        Assert.Equal(Refusal.HeldForReview, desk.Pool.PendingOf("o-1")!.Waiting);

        Assert.True(desk.Accepted<PoolEvent.OrderRefunded>(
            new PoolCommand.RefundOrder(desk.NextId, desk.Now, "o-1", 600L.Yuan)).Closed);
    }

    [Fact]
    public void Lifting_a_pause_releases_nothing()
    {
        var desk = WithOrder();
        desk.Accepted<PoolEvent.OrderDelivered>(new PoolCommand.DeliverOrder(desk.NextId, desk.Now, "o-1"));
        desk.Accepted<PoolEvent.OrderWasHeld>(Hold(desk));
        desk.Accepted<PoolEvent.PoolPaused>(new PoolCommand.PausePool(desk.NextId, desk.Now, "wang", null));
        desk.Pass(9);
        desk.Accepted<PoolEvent.PauseLifted>(new PoolCommand.LiftPause(desk.NextId, desk.Now, "wang", "li"));

        Assert.Equal(Refusal.HeldForReview, desk.Pool.PendingOf("o-1")!.Waiting);
    }

    [Fact]
    public void Only_a_pending_order_is_held_and_only_a_held_one_released()
    {
        var desk = WithOrder();
        desk.Refuses(Refusal.OrderUnknown, Hold(desk) with { Order = "o-9" });
        desk.Refuses(Refusal.OrderNotHeld, Release(desk));
        desk.Accepted<PoolEvent.OrderWasHeld>(Hold(desk));
        desk.Refuses(Refusal.HeldForReview, Hold(desk));
        desk.Accepted<PoolEvent.OrderReleased>(Release(desk));
        desk.Accepted<PoolEvent.OrderDelivered>(new PoolCommand.DeliverOrder(desk.NextId, desk.Now, "o-1"));
        desk.Pass(7);

        desk.Refuses(Refusal.OrderFinal, Hold(desk));
    }
}
