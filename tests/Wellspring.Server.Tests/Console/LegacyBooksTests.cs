using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Server.Console;
using Wellspring.Server.Console.Legacy;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Access;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Tests.Console;

/// <summary>What the operator's people may do with the old debt, and whether its books agree afterwards.</summary>
public sealed class LegacyBooksTests
{
    private static readonly string Paper = new('c', 64);

    private static CancellationToken Never => CancellationToken.None;

    [Fact]
    public async Task What_changes_a_claim_takes_two_people_and_the_journal_names_both()
    {
        await using var server = await RunningServer.StartAsync(LegacyTown.Plan);
        await LegacyTown.ClaimAsync(server);
        var (asker, second) = (
            Crew.Join(server, "op@example.test", "E10000001", Roles.Operator, Roles.Finance),
            Crew.Join(server, "risk@example.test", "E20000002", Roles.Risk));
        var desk = server.Get<ClaimDesk>();

        await TwoAsync(server, asker, second, desk.Resolve("old-3", "450", Paper));
        await TwoAsync(server, asker, second, desk.Transfer(
            "old-2", LegacyTown.Willing, ClaimTransfer.Inherited, Paper));
        await TwoAsync(server, asker, second, desk.Withdraw("old-3", "imported twice"));
        await TwoAsync(server, asker, second, server.Get<LegacyDeeds>().Buy(
            LegacyTown.Willing, "10", "own money", "V-9"));

        var events = server.Get<ConsoleReads>().Journal(0, 100).Select(entry => entry.Record.Event).ToList();
        var resolved = Assert.Single(events.OfType<PoolEvent.ClaimResolved>());
        Assert.Equal((asker.Id, second.Id), (resolved.By, resolved.Approver));
        Assert.Equal((Money.FromYuan(450), Money.FromYuan(50)), (resolved.Agreed, resolved.Waived));
        var moved = Assert.Single(events.OfType<PoolEvent.ClaimTransferred>());
        Assert.Equal((asker.Id, second.Id), (moved.By, moved.Approver));
        var taken = Assert.Single(events.OfType<PoolEvent.ClaimWithdrawn>());
        Assert.Equal((asker.Id, second.Id), (taken.By, taken.Approver));
        Assert.Equal(second.Id, Assert.Single(events.OfType<PoolEvent.LockedPointsBought>()).Approver);
        Assert.True((await ReportAsync(server)).Balances);
    }

    [Fact]
    public async Task One_person_alone_moves_no_money_and_stops_nothing()
    {
        await using var server = await RunningServer.StartAsync(LegacyTown.Plan);
        await LegacyTown.ClaimAsync(server);
        var alone = Crew.Admin(server);
        var seller = Crew.Join(server, "seller@example.test", "E30000003", Roles.Operator);
        var approvals = server.Get<Approvals>();
        var deeds = server.Get<LegacyDeeds>();

        var fund = deeds.Fund("100", "own money", "V-1").Act!;
        Assert.Equal(ActAnswer.SecondPersonMissing, (await approvals.AskAsync(alone.Id, fund, Never)).Code);
        Assert.Equal(ActAnswer.RoleMissing, (await approvals.AskAsync(seller.Id, fund, Never)).Code);
        Assert.Equal(
            ActAnswer.RoleMissing, (await approvals.AskAsync(seller.Id, deeds.Restart().Act!, Never)).Code);
        Assert.NotNull(deeds.Stop(" ").Mistake);
        Assert.NotNull(deeds.Fund("-1", "own money", "V-1").Mistake);
        Assert.NotNull(deeds.Fund("1", "own money", "").Mistake);

        // The effect is asked of the pool: what it would refuse is refused before anybody is asked.
        var second = Crew.Join(server, "risk@example.test", "E20000002", Roles.Risk);
        var running = await approvals.AskAsync(second.Id, deeds.Restart().Act!, Never);
        Assert.Equal(ActAnswer.Refused, running.Code);
        Assert.Empty(approvals.Newest(10));
        var totals = (await server.Get<LegacyReads>().FaceAsync())!.Totals;
        Assert.Equal((Money.Zero, false), (totals.Fund, totals.IsStopped));
    }

    [Fact]
    public async Task The_books_agree_after_a_refund_and_a_reversal_and_a_report_is_signed_once()
    {
        await using var server = await RunningServer.StartAsync(LegacyTown.Plan);
        await LegacyTown.ClaimAsync(server);
        await LegacyTown.FundAsync(server, 1_000);
        await LegacyTown.SpendAsync(server, LegacyTown.Willing, "o-1", total: 400, coins: 200);
        var now = server.Get<PoolClock>().Now();
        await LegacyTown.DoAsync(
            server,
            new PoolCommand.ReverseOrder("rv-1", now, "o-1", Money.FromYuan(100)),
            new PoolCommand.PlaceOrder("p-2", now, "o-2", LegacyTown.Willing, "mt-old", Money.FromYuan(300),
                new(FundingMode.OwnGoods, "mt-old"), []),
            new PoolCommand.PayWithCoins("c-2", now, LegacyTown.Willing, "o-2", Money.FromYuan(120)),
            new PoolCommand.RefundOrder("rf-2", now, "o-2", Money.FromYuan(90)));

        var report = await ReportAsync(server);

        Assert.True(report.Balances, report.Text());
        Assert.All(report.Figures, figure => Assert.Equal(figure.LeftText, figure.RightText));
        Assert.Equal(Money.FromYuan(150), report.Totals.SettledByGoods);
        var (finance, risk) = (
            Crew.Join(server, "finance@example.test", "E10000001", Roles.Finance),
            Crew.Join(server, "risk@example.test", "E20000002", Roles.Risk));
        await TwoAsync(server, finance, risk, LegacySignOffs.Draft(report.Text(), report.Position, report.Balances));
        var signed = Assert.Single(server.Get<LegacySignOffs>().Newest(10));
        Assert.Equal(report.Text(), signed.Text);

        var approvals = server.Get<Approvals>();
        var again = LegacySignOffs.Draft(report.Text(), report.Position, true).Act!;
        Assert.Equal(ActAnswer.Refused, (await approvals.AskAsync(finance.Id, again, Never)).Code);
        var altered = again with { Commands = [again.Commands[0].Replace("1200", "1100", StringComparison.Ordinal)] };
        Assert.Equal(ActAnswer.Refused, (await approvals.AskAsync(finance.Id, altered, Never)).Code);
        Assert.NotNull(LegacySignOffs.Draft(report.Text(), report.Position, balances: false).Mistake);
    }

    [Fact]
    public async Task A_figure_that_differs_is_named_and_keeps_the_report_from_balancing()
    {
        await using var server = await RunningServer.StartAsync(LegacyTown.Plan);
        await LegacyTown.ClaimAsync(server);
        var report = await ReportAsync(server);

        foreach (var figure in report.Figures)
        {
            var off = report with
            {
                Figures = [.. report.Figures.Select(one => one == figure ? one with { Right = one.Right + 1 } : one)],
            };
            Assert.False(off.Balances, figure.Name.En);
            Assert.Contains("DIFFERS", off.Text(), StringComparison.Ordinal);
        }

        Assert.False((report with { IsSettled = false }).Balances);
    }

    [Fact]
    public async Task Turnover_of_creditors_does_not_count_as_that_of_others()
    {
        await using var server = await RunningServer.StartAsync(LegacyTown.Plan);
        await LegacyTown.ClaimAsync(server);
        await LegacyTown.FundAsync(server, 1_000);
        await LegacyTown.SpendAsync(server, LegacyTown.Willing, "o-1", total: 400, coins: 200);
        await LegacyTown.SpendAsync(server, "m-other", "o-9", total: 70, coins: 0);

        var lately = server.Get<LegacyOutlook>().Lately();

        Assert.Equal((Money.FromYuan(70), Money.FromYuan(1_000)), (lately.Turnover, lately.Funding));
    }

    [Fact]
    public async Task The_console_counts_the_fund_down_and_says_when_it_is_empty()
    {
        await using var server = await RunningServer.StartAsync(LegacyTown.Plan);
        await LegacyTown.ClaimAsync(server);
        var reads = server.Get<LegacyReads>();
        Assert.Equal(FundLevel.Empty, reads.CoverageOf((await reads.FaceAsync())!).Level);
        await LegacyTown.FundAsync(server, 1_160);
        Assert.Equal(FundLevel.Enough, reads.CoverageOf((await reads.FaceAsync())!).Level);

        await LegacyTown.SpendAsync(server, LegacyTown.Willing, "o-1", total: 1_600, coins: 800);

        var coverage = reads.CoverageOf((await reads.FaceAsync())!);
        Assert.Equal(
            (Money.FromYuan(232), Money.FromYuan(928), FundLevel.Low),
            (coverage.Free, coverage.Taken, coverage.Level));
        Assert.Equal(7, coverage.DaysLeft);

        // Ninety empty days: nothing lapses, and the pace is forgotten.
        await server.PassAsync(TimeSpan.FromDays(90));
        var later = (await reads.FaceAsync())!;
        Assert.Equal(Money.FromYuan(400), later.Totals.Coins);
        Assert.Null(reads.CoverageOf(later).DaysLeft);
    }

    [Fact]
    public async Task The_forecast_shows_the_worst_course_first_and_books_nothing()
    {
        await using var server = await RunningServer.StartAsync(LegacyTown.Plan);
        await LegacyTown.ClaimAsync(server);
        var outlook = server.Get<LegacyOutlook>();
        var before = (await server.Get<LegacyReads>().FaceAsync())!;
        var done = new List<int>();

        var courses = await outlook.RunAsync(new(Money.FromYuan(500), Money.FromYuan(116)), done.Add, Never);

        Assert.Equal([-50_000, 0, 50_000], courses.Select(course => course.Forecast.Assumptions.GrowthParts));
        Assert.Equal([1, 2, 3], done);
        Assert.True(courses[0].Forecast.Left >= courses[1].Forecast.Left);
        Assert.All(courses, course => Assert.True(course.Forecast.Left >= course.Forecast.NotConverted));
        Assert.Equal(Money.FromYuan(800), courses[0].Forecast.NotConverted);
        Assert.Equal(before, await server.Get<LegacyReads>().FaceAsync());
        Assert.Same(courses, await outlook.RunAsync(new(Money.FromYuan(500), Money.FromYuan(116)), done.Add, Never));
    }

    [Fact]
    public async Task An_auditor_sees_the_section_and_has_nothing_to_press()
    {
        await using var server = await RunningServer.StartAsync(LegacyTown.Plan);
        await LegacyTown.ClaimAsync(server);
        using var auditor = await Crew.Join(server, "eye@example.test", "E40000004", Roles.Auditor).LogInAsync();

        foreach (var page in new[]
        {
            "/console/legacy/fund", "/console/legacy/releases", "/console/legacy/import", "/console/legacy/report",
            $"/console/legacy/creditors/{LegacyTown.Silent}",
        })
        {
            await auditor.OpenAsync(page);
            Assert.NotEmpty(auditor.Document.QuerySelectorAll("main .c-list, main table"));
            Assert.Empty(auditor.Document.QuerySelectorAll("main button, main [data-form], main input[type=file]"));
        }
    }

    private static async Task<Reconciliation> ReportAsync(RunningServer server) =>
        (await server.Get<DebtReconciliation>().MakeAsync(Never))!;

    private static async Task TwoAsync(
        RunningServer server, CrewMember asker, CrewMember second, (TwoPersonAct? Act, Bilingual? Mistake) drafted)
    {
        Assert.True(drafted.Act is not null, drafted.Mistake?.En);
        var approvals = server.Get<Approvals>();
        var asked = await approvals.AskAsync(asker.Id, drafted.Act, Never);
        Assert.True(asked.IsGood, asked.Sentence.En);
        Assert.False((await approvals.ApproveAsync(asked.Token!, asker.Id, Never)).IsGood);
        var done = await approvals.ApproveAsync(asked.Token!, second.Id, Never);
        Assert.True(done.IsGood, done.Sentence.En);
    }
}
