using CsCheck;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Malls;
using Wellspring.Shop.Members;

namespace Wellspring.Shop.Tests.Malls;

/// <summary>What a mall tells becomes the pool's orders once, and only for people who have joined.</summary>
public sealed class MallConnectorTests
{
    private static CancellationToken Cancellation => MallTown.Cancellation;

    [Fact]
    public async Task Nobody_is_joined_by_default_and_their_orders_wait()
    {
        await using var town = new MallTown();
        town.There.Put("a", "7", 100, town.Now);

        Assert.Equal(1, await town.Mall.PollAsync(Cancellation));

        Assert.Null(town.Mall.MemberOf("7"));
        Assert.Null(await town.PendingAsync("a"));
        Assert.Empty(town.Commands("a"));
    }

    [Fact]
    public async Task Orders_that_waited_are_placed_when_their_buyer_joins()
    {
        await using var town = new MallTown();
        town.There.Put("a", "7", 100, town.Now);
        town.There.Put("b", "7", 50, town.Now, refunded: 20, received: town.Now, store: "3");
        town.There.Put("c", "7", 30, town.Now, refunded: 30);
        town.There.Put("d", "8", 60, town.Now);
        await town.Mall.PollAsync(Cancellation);

        await town.JoinAsync("7", "m-1");

        Assert.Equal(["p done"], town.Commands("a"));
        Assert.Equal(["p done", "r1 done", "d done"], town.Commands("b"));
        Assert.Empty(town.Commands("c"));
        Assert.Empty(town.Commands("d"));
        var first = (await town.PendingAsync("a"))!;
        var second = (await town.PendingAsync("b"))!;
        Assert.Equal(("shop-1", Money.FromYuan(100)), (first.Merchant, first.Amount));
        Assert.Equal(new Funding(FundingMode.OwnGoods, "bill-1"), first.Funding);
        Assert.Equal(("shop-3", Money.FromYuan(30), true), (second.Merchant, second.Amount, second.Delivered));
    }

    [Fact]
    public async Task Without_the_consent_to_join_nobody_is_bound()
    {
        await using var town = new MallTown();
        town.Consent("m-2");
        town.Shop.Write(transaction => transaction.Execute(
            $"UPDATE consents SET withdrawn_at = {town.Now} WHERE member = {"m-2"}"));

        var strangers = await town.Mall.LinkAsync(town.Link("7"), "m-1", english: false, Cancellation);
        var leavers = await town.Mall.LinkAsync(town.Link("7"), "m-2", english: false, Cancellation);

        Assert.Contains("no consent", strangers!.Value.En, StringComparison.Ordinal);
        Assert.Contains("no consent", leavers!.Value.En, StringComparison.Ordinal);
        Assert.Null(town.Mall.MemberOf("7"));
    }

    [Fact]
    public async Task Taking_the_consent_back_ends_the_binding_and_it_can_be_given_again()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        var consent = town.Shop.Read(reader => Consents.Of(reader, "m-1").Single(one => one.Kind == MallConsent.Kind));

        town.Shop.Write(transaction => Consents.Withdraw(transaction, "m-1", consent.Id, town.Now));
        town.There.Put("a", "7", 100, town.Now);
        await town.Mall.PollAsync(Cancellation);

        Assert.Null(town.Mall.MemberOf("7"));
        Assert.Empty(town.Commands("a"));
        Assert.Null(await town.Mall.LinkAsync(town.Link("7"), "m-1", english: true, Cancellation));
        Assert.Equal(["p done"], town.Commands("a"));
        Assert.Equal(MallConsent.Text(town.Link("7")).HashIn(english: false), consent.TextHash);
    }

    [Fact]
    public async Task Orders_of_a_member_who_left_wait()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        town.Shop.Write(transaction => transaction.Execute(
            $"UPDATE members SET state = 'closed' WHERE id = {"m-1"}"));

        town.There.Put("a", "7", 100, town.Now);
        await town.Mall.PollAsync(Cancellation);

        Assert.Empty(town.Commands("a"));
        Assert.NotNull(await town.Mall.LinkAsync(town.Link("7"), "m-1", english: false, Cancellation));
    }

    [Fact]
    public async Task A_mall_account_belongs_to_one_member_and_a_member_has_one()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        town.Consent("m-2");

        var taken = await town.Mall.LinkAsync(town.Link("7"), "m-2", english: false, Cancellation);
        var second = await town.Mall.LinkAsync(town.Link("8"), "m-1", english: false, Cancellation);
        var again = await town.Mall.LinkAsync(town.Link("7"), "m-1", english: false, Cancellation);

        Assert.Contains("another member", taken!.Value.En, StringComparison.Ordinal);
        Assert.Contains("another account", second!.Value.En, StringComparison.Ordinal);
        Assert.Null(again);
        Assert.Equal("m-1", town.Mall.MemberOf("7"));
        Assert.Null(town.Mall.MemberOf("8"));
    }

    [Fact]
    public async Task After_unbinding_new_orders_wait_and_old_ones_still_follow_their_refunds()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        town.There.Put("a", "7", 100, town.Now);
        await town.Mall.PollAsync(Cancellation);

        Assert.True(town.Mall.Unlink("m-1"));
        Assert.False(town.Mall.Unlink("m-1"));
        town.There.Put("a", "7", 100, town.Now, refunded: 40);
        town.There.Put("b", "7", 50, town.Now);
        await town.Mall.PollAsync(Cancellation);

        Assert.Equal(["p done", "r1 done"], town.Commands("a"));
        Assert.Empty(town.Commands("b"));
        await town.JoinAsync("7", "m-9");
        Assert.Equal(["p done"], town.Commands("b"));
        Assert.Equal("7", town.Mall.UserOf("m-9"));
    }

    [Fact]
    public async Task An_order_told_ten_times_acts_once()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        town.There.Put("a", "7", 100, town.Now, refunded: 30, received: town.Now);
        await town.Mall.PollAsync(Cancellation);
        var position = await town.PositionAsync();

        for (var time = 0; time < 9; time++)
        {
            await town.Mall.PollAsync(Cancellation);
        }

        Assert.Equal(position, await town.PositionAsync());
        Assert.Equal(["p done", "r1 done", "d done"], town.Commands("a"));
        Assert.Equal(10, town.There.Readings);
    }

    [Fact]
    public async Task Refunds_before_finality_shrink_the_order_until_nothing_is_left()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        town.There.Put("a", "7", 100, town.Now);
        await town.Mall.PollAsync(Cancellation);
        town.There.Put("a", "7", 100, town.Now, refunded: 30);
        await town.Mall.PollAsync(Cancellation);
        Assert.Equal(Money.FromYuan(70), (await town.PendingAsync("a"))!.Amount);

        town.There.Put("a", "7", 100, town.Now, refunded: 100);
        await town.Mall.PollAsync(Cancellation);

        Assert.Null(await town.PendingAsync("a"));
        await town.PassAsync(TimeSpan.FromDays(30));
        Assert.Equal(Points.Zero, await town.HeldAsync("m-1"));
    }

    [Fact]
    public async Task A_refund_after_finality_claws_the_points_back()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        town.There.Put("a", "7", 1000, town.Now, received: town.Now);
        await town.Mall.PollAsync(Cancellation);
        await town.PassAsync(TimeSpan.FromDays(8));
        var earned = await town.HeldAsync("m-1");

        town.There.Put("a", "7", 1000, town.Now, refunded: 500, received: town.Now);
        await town.Mall.PollAsync(Cancellation);
        var half = await town.HeldAsync("m-1");
        town.There.Put("a", "7", 1000, town.Now, refunded: 1000, received: town.Now);
        await town.Mall.PollAsync(Cancellation);

        Assert.True(earned > Points.Zero);
        Assert.Equal(Points.FromUnits(earned.Units - (earned.Units / 2)), half);
        Assert.Equal(Points.Zero, await town.HeldAsync("m-1"));
        Assert.Equal(
            ["p done", "d done", "r1 order-final", "v1 done", "r2 order-final", "v2 done"], town.Commands("a"));
    }

    [Fact]
    public async Task A_kill_between_reading_and_telling_loses_nothing()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        town.There.Put("a", "7", 100, town.Now);
        await town.StopAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => town.Mall.PollAsync(Cancellation));
        Assert.Equal(["p waiting"], town.Commands("a"));

        town.Start();
        await town.Mall.PollAsync(Cancellation);

        Assert.Equal(["p done"], town.Commands("a"));
    }

    [Fact]
    public async Task An_order_that_contradicts_itself_is_set_aside_and_the_books_stay()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        town.There.Put("a", "7", 100, town.Now, refunded: 20);
        await town.Mall.PollAsync(Cancellation);

        town.There.Put("a", "7", 90, town.Now, refunded: 20);
        await town.Mall.PollAsync(Cancellation);
        var dearer = town.Faults();
        town.There.Put("a", "7", 100, town.Now, refunded: 10);
        await town.Mall.PollAsync(Cancellation);
        var unrefunded = town.Faults();
        town.There.Put("a", "8", 100, town.Now, refunded: 20);
        await town.Mall.PollAsync(Cancellation);
        var another = town.Faults();
        town.There.Put("a", "7", 100, town.Now, refunded: 20);
        await town.Mall.PollAsync(Cancellation);

        Assert.Equal(["a"], dearer);
        Assert.Equal(["a"], unrefunded);
        Assert.Equal(["a"], another);
        Assert.Empty(town.Faults());
        Assert.Equal(Money.FromYuan(80), (await town.PendingAsync("a"))!.Amount);
    }

    [Fact]
    public async Task A_mall_whose_clock_runs_ahead_does_not_push_the_pools_clock()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        var ahead = town.Now.Plus(Duration.Days(30));
        town.There.Put("a", "7", 100, ahead, received: ahead);

        await town.Mall.PollAsync(Cancellation);

        Assert.Equal(town.Now, await town.Gate.ReadAsync(desk => desk.Pool.Clock, Cancellation));
        Assert.Equal(town.Now.Plus(Duration.Days(7)), (await town.PendingAsync("a"))!.Due);
    }

    [Fact]
    public async Task A_sandbox_refuses_every_mall_with_a_sentence()
    {
        await using var town = new MallTown("worked-example");

        var refused = Assert.Throws<MallRefusedException>(() =>
            MallConnector.Open(town.Settings, town.Shop, town.Gate, town.Clock, town.There));

        Assert.Contains("沙盒方案不能连接真实商城", refused.Sentence.Zh, StringComparison.Ordinal);
        Assert.Contains("A sandbox plan takes no mall", refused.Sentence.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_would_go_wrong_are_refused_with_the_mend()
    {
        await using var town = new MallTown();
        var plan = town.Gate.Plan;
        var good = town.Settings;

        Assert.Null(good.Refusal(plan));
        Assert.Contains("rename", (good with { Name = "My Mall" }).Refusal(plan)!.Value.En, StringComparison.Ordinal);
        Assert.Contains("secret", (good with { Secret = "short" }).Refusal(plan)!.Value.En, StringComparison.Ordinal);
        Assert.Contains(
            "may not collect",
            (good with { Funding = FundingMode.OperatorCollects }).Refusal(plan)!.Value.En, StringComparison.Ordinal);
        Assert.Contains("1m", (good with { Overlap = new(1_000) }).Refusal(plan)!.Value.En, StringComparison.Ordinal);
        Assert.Contains(
            "fundingReference",
            (good with { FundingReference = "bill 1" }).Refusal(plan)!.Value.En, StringComparison.Ordinal);
        Assert.Contains("pageSize", (good with { PageSize = 0 }).Refusal(plan)!.Value.En, StringComparison.Ordinal);
        Assert.Contains("Merchant", (good with { Merchant = "街角" }).Refusal(plan)!.Value.En, StringComparison.Ordinal);
    }

    /// <summary>
    /// However an order's refunds and receipt are spread over readings, and however often each is repeated, the pool
    /// ends where the mall ends.
    /// </summary>
    [Fact]
    public async Task Readings_in_any_rhythm_end_where_the_mall_ends()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        var run = 0;
        var steps = Gen.Select(Gen.Int[0, 40], Gen.Bool, Gen.Int[0, 2]).Array[1, 6];
        await steps.SampleAsync(async story =>
        {
            var number = $"n{run++}";
            var (refunded, received) = (0L, (Instant?)null);
            foreach (var (back, arrives, readings) in story)
            {
                refunded = Math.Min(100, refunded + back);
                received ??= arrives ? town.Now : null;
                town.There.Put(number, "7", 100, town.Now, refunded, received);
                for (var reading = 0; reading < readings; reading++)
                {
                    await town.Mall.PollAsync(Cancellation);
                }
            }

            await town.Mall.PollAsync(Cancellation);
            var pending = await town.PendingAsync(number);
            town.There.Remove(number);
            Assert.Equal(100 - refunded, (pending?.Amount.Units ?? 0) / Money.UnitsPerYuan);
            Assert.Equal(refunded < 100 && received is not null, pending?.Delivered ?? false);
        }, iter: 40, threads: 1);
    }
}
