using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Malls;

namespace Wellspring.Shop.Tests.Malls;

/// <summary>Points at a mall's checkout: reserve, confirm, cancel, expire; the pool pays once or not at all.</summary>
public sealed class MallPointsTests
{
    private static CancellationToken Cancellation => MallTown.Cancellation;

    [Fact]
    public async Task A_confirmed_reservation_burns_points_and_leaves_the_cash_for_the_mall()
    {
        await using var town = await RichAsync();
        var held = await town.HeldAsync("m-1");
        var before = await town.BackingAsync();

        var reserved = await ReserveAsync(town, "a", 100, asked: 30);
        Assert.Equal(before, await town.BackingAsync());
        var confirmed = await town.Points.ConfirmAsync("a", Cancellation);

        Assert.Equal(MallReservationState.Confirmed, confirmed.Reservation!.State);
        Assert.Equal((Money.FromYuan(30), Money.FromYuan(70)), (reserved.Credit, reserved.Cash));
        var order = (await town.PendingAsync("a"))!;
        Assert.Equal((Money.FromYuan(70), Money.FromYuan(30)), (order.Amount, order.Redeemed));
        Assert.Equal(held - reserved.Points, await town.HeldAsync("m-1"));
        Assert.Equal(before.Pool - Money.FromYuan(30), (await town.BackingAsync()).Pool);
    }

    [Fact]
    public async Task The_malls_own_telling_of_a_confirmed_order_changes_nothing()
    {
        await using var town = await RichAsync();
        await ReserveAsync(town, "a", 100, asked: 30);
        await town.Points.ConfirmAsync("a", Cancellation);
        var position = await town.PositionAsync();

        town.There.Put("a", "7", 70, town.Now);
        await town.Mall.PollAsync(Cancellation);

        Assert.Equal(position, await town.PositionAsync());
        Assert.Empty(town.Faults());
    }

    [Fact]
    public async Task Confirming_twice_acts_once()
    {
        await using var town = await RichAsync();
        await ReserveAsync(town, "a", 100, asked: 30);

        var first = await town.Points.ConfirmAsync("a", Cancellation);
        var position = await town.PositionAsync();
        var second = await town.Points.ConfirmAsync("a", Cancellation);

        Assert.Equal(first, second);
        Assert.Equal(position, await town.PositionAsync());
        Assert.Equal(["p done", "m done"], town.Commands("a"));
    }

    [Fact]
    public async Task Two_confirmations_at_once_act_once()
    {
        await using var town = await RichAsync();
        await ReserveAsync(town, "a", 100, asked: 30);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => town.Points.ConfirmAsync("a", Cancellation)));

        Assert.All(answers, answer => Assert.Equal(MallReservationState.Confirmed, answer.Reservation!.State));
        Assert.Equal(["p done", "m done"], town.Commands("a"));
    }

    [Fact]
    public async Task Reserving_again_is_answered_with_the_first_reservation_and_never_with_another()
    {
        await using var town = await RichAsync();

        var first = await ReserveAsync(town, "a", 100, asked: 30);
        var again = await ReserveAsync(town, "a", 100, asked: 30);
        var other = await town.Points.ReserveAsync(
            "a", "7", "0", Money.FromYuan(90), Money.FromYuan(30), Cancellation);

        Assert.Equal(first, again);
        Assert.Contains("cancel that first", other.Refusal!.Value.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_price_that_rose_meanwhile_costs_the_member_fewer_points_for_the_same_credit()
    {
        await using var town = await RichAsync();
        var held = await town.HeldAsync("m-1");
        var reserved = await ReserveAsync(town, "a", 100, asked: 30);
        var injected = await town.Gate.SubmitAsync(
            new PoolCommand.InjectCapital("inject", town.Now, Money.FromYuan(1000), "owner", "v-1", "finance")
            {
                Contract = "k-1",
            },
            Cancellation);
        Assert.Null(injected.Record.Event as PoolEvent.Refused);

        await town.Points.ConfirmAsync("a", Cancellation);

        var burnt = held - await town.HeldAsync("m-1");
        Assert.True(burnt < reserved.Points, $"{burnt} of {reserved.Points}");
        Assert.Equal(Money.FromYuan(30), (await town.PendingAsync("a"))!.Redeemed);
    }

    [Fact]
    public async Task Points_that_are_gone_by_then_are_refused_and_the_pools_order_is_the_cash()
    {
        await using var town = await RichAsync();
        var reserved = await ReserveAsync(town, "a", 100, asked: 30);
        await SpendAllAsync(town);
        Assert.Equal(Points.Zero, await town.HeldAsync("m-1"));

        var confirmed = await town.Points.ConfirmAsync("a", Cancellation);
        var again = await town.Points.ConfirmAsync("a", Cancellation);

        Assert.Equal(
            (MallReservationState.Refused, "not-enough-points"),
            (confirmed.Reservation!.State, confirmed.Reservation.Reason));
        Assert.Contains("were kept", confirmed.Refusal!.Value.En, StringComparison.Ordinal);
        Assert.Equal(confirmed, again);
        var order = (await town.PendingAsync("a"))!;
        Assert.Equal((reserved.Cash, Money.Zero), (order.Amount, order.Redeemed));
        Assert.Equal(["p done", "r1 done"], town.Commands("a"));
    }

    [Fact]
    public async Task A_reservation_ends_after_15_minutes_and_frees_what_it_held()
    {
        await using var town = await RichAsync();
        await ReserveAsync(town, "a", 100, asked: 30);

        await town.PassAsync(TimeSpan.FromMinutes(15));
        var late = await town.Points.ConfirmAsync("a", Cancellation);

        Assert.Contains("15 minutes", late.Refusal!.Value.En, StringComparison.Ordinal);
        Assert.Equal(MallReservationState.Expired, town.Points.Find("a")!.State);
        Assert.Empty(town.Commands("a"));
        Assert.Equal(Money.FromYuan(30), (await ReserveAsync(town, "a", 100, asked: 30)).Credit);
    }

    [Fact]
    public async Task The_sweep_ends_only_what_ran_out()
    {
        await using var town = await RichAsync();
        await ReserveAsync(town, "a", 100, asked: 10);
        await town.PassAsync(TimeSpan.FromMinutes(10));
        await ReserveAsync(town, "b", 100, asked: 10);
        await town.PassAsync(TimeSpan.FromMinutes(6));

        Assert.Equal(1, await town.Points.SweepAsync(Cancellation));
        Assert.Equal(0, await town.Points.SweepAsync(Cancellation));
        Assert.Equal(MallReservationState.Held, town.Points.Find("b")!.State);
    }

    [Fact]
    public async Task A_cancelled_reservation_cannot_be_confirmed_and_a_confirmed_one_cannot_be_cancelled()
    {
        await using var town = await RichAsync();
        await ReserveAsync(town, "a", 100, asked: 30);
        await ReserveAsync(town, "b", 100, asked: 30);

        Assert.Null(town.Points.Cancel("a").Refusal);
        Assert.Null(town.Points.Cancel("a").Refusal);
        var cancelled = await town.Points.ConfirmAsync("a", Cancellation);
        await town.Points.ConfirmAsync("b", Cancellation);
        var confirmed = town.Points.Cancel("b");

        Assert.Contains("was cancelled", cancelled.Refusal!.Value.En, StringComparison.Ordinal);
        Assert.Contains("refund it in the mall", confirmed.Refusal!.Value.En, StringComparison.Ordinal);
        Assert.Empty(town.Commands("a"));
        Assert.NotNull((await town.Points.ConfirmAsync("unknown", Cancellation)).Refusal);
        Assert.NotNull(town.Points.Cancel("unknown").Refusal);
    }

    [Fact]
    public async Task Two_checkouts_are_not_promised_the_same_points()
    {
        await using var town = await RichAsync();

        var first = await ReserveAsync(town, "a", 10_000, asked: null);
        var second = await town.Points.ReserveAsync("b", "7", "0", Money.FromYuan(10_000), null, Cancellation);

        Assert.True(first.Credit > Money.FromYuan(100));
        Assert.Null(second.Reservation);
        town.Points.Cancel("a");
        Assert.Equal(first.Credit, (await ReserveAsync(town, "b", 10_000, asked: null)).Credit);
    }

    [Fact]
    public async Task The_plans_share_of_an_order_is_the_most_that_points_pay()
    {
        await using var town = await RichAsync();

        Assert.Equal(Money.FromYuan(50), (await ReserveAsync(town, "a", 100, asked: null)).Credit);
        Assert.Equal(Money.FromYuan(10), (await ReserveAsync(town, "b", 20, asked: 20)).Credit);
    }

    [Fact]
    public async Task Somebody_who_has_not_joined_has_nothing_to_reserve()
    {
        await using var town = await RichAsync();

        var answer = await town.Points.ReserveAsync("a", "8", "0", Money.FromYuan(100), null, Cancellation);

        Assert.Contains("has not joined", answer.Refusal!.Value.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_that_is_told_before_its_confirmation_waits_for_it()
    {
        await using var town = await RichAsync();
        await ReserveAsync(town, "a", 100, asked: 30);
        town.There.Put("a", "7", 70, town.Now, received: town.Now);
        await town.Mall.PollAsync(Cancellation);
        Assert.Empty(town.Commands("a"));

        await town.Points.ConfirmAsync("a", Cancellation);

        var order = (await town.PendingAsync("a"))!;
        Assert.Equal(
            (Money.FromYuan(70), Money.FromYuan(30), true), (order.Amount, order.Redeemed, order.Delivered));
    }

    [Fact]
    public async Task An_order_whose_points_nobody_confirms_is_placed_with_its_cash()
    {
        await using var town = await RichAsync();
        await ReserveAsync(town, "a", 100, asked: 30);
        town.There.Put("a", "7", 70, town.Now);
        await town.Mall.PollAsync(Cancellation);

        await town.PassAsync(TimeSpan.FromMinutes(16));
        await town.Mall.PollAsync(Cancellation);

        Assert.Equal(["p done"], town.Commands("a"));
        Assert.Equal(Money.FromYuan(70), (await town.PendingAsync("a"))!.Amount);
        Assert.NotNull((await town.Points.ConfirmAsync("a", Cancellation)).Refusal);
    }

    [Fact]
    public async Task A_customer_who_paid_in_full_after_all_is_placed_at_once_and_the_points_stay()
    {
        await using var town = await RichAsync();
        await ReserveAsync(town, "a", 100, asked: 30);
        town.There.Put("a", "7", 100, town.Now);
        await town.Mall.PollAsync(Cancellation);

        var late = await town.Points.ConfirmAsync("a", Cancellation);

        Assert.Equal("order-exists", late.Reservation!.Reason);
        Assert.Equal(Money.FromYuan(100), (await town.PendingAsync("a"))!.Amount);
        Assert.Equal(["p done"], town.Commands("a"));
    }

    [Fact]
    public async Task A_whole_refund_also_returns_the_goods_that_points_paid_to_the_reserve()
    {
        await using var town = await RichAsync();
        await ReserveAsync(town, "a", 100, asked: 30);
        await town.Points.ConfirmAsync("a", Cancellation);
        var reserve = (await town.BackingAsync()).Reserve;

        town.There.Put("a", "7", 70, town.Now, refunded: 20);
        await town.Mall.PollAsync(Cancellation);
        Assert.Equal(Money.FromYuan(50), (await town.PendingAsync("a"))!.Amount);
        town.There.Put("a", "7", 70, town.Now, refunded: 70);
        await town.Mall.PollAsync(Cancellation);

        Assert.Null(await town.PendingAsync("a"));
        Assert.Equal(reserve + Money.FromYuan(30), (await town.BackingAsync()).Reserve);
        Assert.Equal(["p done", "m done", "r1 done", "r2 done", "r3 done"], town.Commands("a"));
    }

    [Fact]
    public async Task A_confirmation_that_a_power_cut_broke_off_is_brought_to_its_end()
    {
        await using var town = await RichAsync();
        await ReserveAsync(town, "a", 100, asked: 30);
        await town.StopAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => town.Points.ConfirmAsync("a", Cancellation));
        Assert.Equal(MallReservationState.Confirming, town.Points.Find("a")!.State);

        town.Start();
        await town.PassAsync(TimeSpan.FromHours(1));
        await town.Points.SweepAsync(Cancellation);

        Assert.Equal(MallReservationState.Confirmed, town.Points.Find("a")!.State);
        Assert.Equal(["p done", "m done"], town.Commands("a"));
    }

    [Theory]
    [InlineData("", 10_000)]
    [InlineData("a", 0)]
    [InlineData("a", 10_001)]
    public async Task Amounts_that_are_no_amounts_are_refused(string number, long units)
    {
        await using var town = new MallTown();

        var answer = await town.Points.ReserveAsync(
            number, "7", "0", Money.FromUnits(units), null, Cancellation);

        Assert.NotNull(answer.Refusal);
    }

    private static async Task<MallTown> RichAsync()
    {
        var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        await town.EarnAsync("m-1", 2000);
        return town;
    }

    private static async Task<MallReservation> ReserveAsync(MallTown town, string number, long yuan, long? asked)
    {
        var answer = await town.Points.ReserveAsync(
            number, "7", "0", Money.FromYuan(yuan), asked is { } most ? Money.FromYuan(most) : null, Cancellation);
        Assert.Null(answer.Refusal);
        return answer.Reservation!;
    }

    private static async Task SpendAllAsync(MallTown town) => await town.Gate.SubmitAsync(
    [
        new PoolCommand.PlaceOrder("big:p", town.Now, "big", "m-1", "own", Money.FromYuan(100_000),
            new Funding(FundingMode.OwnGoods, "bill"), []),
        new PoolCommand.RedeemPoints("big:m", town.Now, "m-1", PointsAsked.All, "big", null),
    ], Cancellation);
}
