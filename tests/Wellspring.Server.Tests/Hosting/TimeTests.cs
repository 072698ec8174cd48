using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Hosting;

public sealed class TimeTests
{
    private static readonly Duration EightDays = Duration.Days(8);

    [Fact]
    public async Task Eight_days_pass_the_server_restarts_and_the_order_settles_for_who_was_logged_in()
    {
        var folder = Directory.CreateTempSubdirectory("wellspring-time-").FullName;
        var wall = new ManualTime();
        System.Net.CookieCollection cookies;
        await using (var server = await RunningServer.StartAsync(folder: folder, wall: wall))
        {
            using var anna = server.VisitAs("m-anna");
            cookies = anna.Cookies.GetAllCookies();
            await PlaceAsync(server);
            server.Get<PoolClock>().Advance(EightDays, isSandbox: true);
        }

        await using (var server = await RunningServer.StartAsync(folder: folder, wall: wall))
        {
            using var anna = server.Visit();
            anna.Cookies.Add(cookies);

            // Sessions use wall time: eight days of the pool's clock have not ended this one.
            await anna.OpenAsync("/home");

            Assert.Equal("/home", anna.Location);
            var balance = await server.Get<PoolGate>().ReadAsync(
                desk => desk.Pool.Member(desk.Names.Find("m-anna")), CancellationToken.None);
            Assert.Equal("112.00000000", balance.Points.ToString());
            Assert.Equal(EightDays, server.Get<PoolClock>().Offset);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Wall_time_that_jumps_back_turns_nothing_back()
    {
        await using var server = await RunningServer.StartAsync();
        await PlaceAsync(server);
        await server.PassAsync(TimeSpan.FromDays(8));
        var before = await ClockOf(server);

        await server.PassAsync(TimeSpan.FromDays(-30));
        await server.Get<PoolGate>().SubmitAsync(
            new PoolCommand.AdvanceClock("late", server.Get<PoolClock>().Now()), CancellationToken.None);

        Assert.Equal(before, await ClockOf(server));
    }

    [Fact]
    public async Task Time_is_moved_forward_only_and_in_a_sandbox_only()
    {
        await using var server = await RunningServer.StartAsync();
        var clock = server.Get<PoolClock>();

        Assert.Throws<InvalidOperationException>(() => clock.Advance(EightDays, isSandbox: false));
        Assert.Throws<InvalidOperationException>(() => clock.Advance(new(-1), isSandbox: true));
        Assert.Equal(Duration.Zero, clock.Offset);
    }

    [Fact]
    public async Task Due_work_of_one_second_is_asked_for_once()
    {
        await using var server = await RunningServer.StartAsync();
        await PlaceAsync(server);
        server.Wall.Advance(TimeSpan.FromDays(8));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            server.Get<PoolGate>().AdvanceAsync(CancellationToken.None)));

        var position = await server.Get<PoolGate>().ReadAsync(desk => desk.Position, CancellationToken.None);
        await server.Get<PoolGate>().AdvanceAsync(CancellationToken.None);
        Assert.Equal(position, await server.Get<PoolGate>().ReadAsync(desk => desk.Position, CancellationToken.None));
    }

    private static async Task PlaceAsync(RunningServer server)
    {
        var at = Instant.From(server.Wall.GetUtcNow());
        var answers = await server.Get<PoolGate>().SubmitAsync(
            [
                new PoolCommand.PlaceOrder("place", at, "o-1", "m-anna", "shop", Money.FromYuan(1000), null, []),
                new PoolCommand.DeliverOrder("deliver", at, "o-1"),
            ],
            CancellationToken.None);
        Assert.All(answers, answer => Assert.Equal(Refusal.None, answer.Reason));
    }

    private static Task<Instant> ClockOf(RunningServer server) =>
        server.Get<PoolGate>().ReadAsync(desk => desk.Pool.Clock, CancellationToken.None);
}
