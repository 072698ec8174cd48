using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Console;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Access;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;
using Wellspring.Shop.Wallets;

namespace Wellspring.Server.Tests.Console;

public sealed class ApprovalTests
{
    [Fact]
    public async Task One_person_cannot_inject_and_nothing_is_stored()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = Crew.Admin(server);

        var answer = await AskAsync(server, admin, "1000");

        Assert.Equal(ActAnswer.SecondPersonMissing, answer.Code);
        Assert.Empty(server.Get<Approvals>().Newest(10));
    }

    [Fact]
    public async Task Two_accounts_of_one_person_are_one_person()
    {
        await using var server = await RunningServer.StartAsync();
        var first = Crew.Join(server, "one@example.test", "E10000001", Roles.Finance);
        var again = Crew.Join(server, "two@example.test", "e 1000-0001", Roles.Risk, Roles.Finance);
        Assert.Equal(ActAnswer.SecondPersonMissing, (await AskAsync(server, first, "1000")).Code);

        var other = Crew.Join(server, "three@example.test", "E10000003", Roles.Risk);
        var asked = await AskAsync(server, first, "1000");
        Assert.Equal(ActAnswer.Asked, asked.Code);
        var approvals = server.Get<Approvals>();
        Assert.Equal(ActAnswer.SamePerson, (await approvals.ApproveAsync(asked.Token!, first.Id, default)).Code);
        Assert.Equal(ActAnswer.SamePerson, (await approvals.ApproveAsync(asked.Token!, again.Id, default)).Code);
        Assert.Equal(ActAnswer.Done, (await approvals.ApproveAsync(asked.Token!, other.Id, default)).Code);
    }

    [Fact]
    public async Task Two_people_inject_a_series_and_the_journal_names_who_approved()
    {
        await using var server = await RunningServer.StartAsync();
        var (finance, risk) = Pair(server);
        var drafted = server.Get<PoolDeeds>().Series(
        [
            new() { Amount = "600.00", Source = "operator's own money", Voucher = "V-1" },
            new() { Amount = "400", Source = "operator's own money", Voucher = "V-2", Contract = new('a', 64) },
        ]);
        var approvals = server.Get<Approvals>();
        var (effect, _) = await approvals.EffectAsync(drafted.Act!, default);
        Assert.Contains(effect, line => line.En == "Pool 100.00 → 1100.00 yuan.");

        var asked = await approvals.AskAsync(finance.Id, drafted.Act!, default);
        Assert.Equal(Money.FromYuan(100), await PoolOf(server));
        var done = await approvals.ApproveAsync(asked.Token!, risk.Id, default);

        Assert.Equal(ActAnswer.Done, done.Code);
        Assert.Equal(Money.FromYuan(1_100), await PoolOf(server));
        var injected = server.Get<ConsoleReads>().Journal(0, 100).Select(entry => entry.Record.Event)
            .OfType<PoolEvent.CapitalInjected>().ToList();
        Assert.Equal([Money.FromYuan(600), Money.FromYuan(400)], injected.Select(one => one.Amount));
        Assert.All(injected, one => Assert.Equal(risk.Id, one.Approver));
        Assert.EndsWith(new string('a', 64), injected[1].Source, StringComparison.Ordinal);
        Assert.Equal(ActAnswer.Refused, (await approvals.ApproveAsync(asked.Token!, risk.Id, default)).Code);
        Assert.Equal(Money.FromYuan(1_100), await PoolOf(server));
        var acts = server.Get<ConsoleReads>().Audit(asked.Token).Select(row => (row.Who, row.Act)).ToList();
        Assert.Contains((finance.Id, "approval.asked.inject"), acts);
        Assert.Contains((risk.Id, "approval.done.inject"), acts);
    }

    [Fact]
    public async Task An_unverified_identity_counts_for_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        var (finance, _) = Pair(server);
        var staff = server.Get<StaffBook>();
        var token = staff.Invite("setup", "New", "new@example.test", [Roles.Risk]).Token!;
        Assert.True(staff.Accept(token, Crew.Password, "E77777777").IsDone);
        Assert.True(staff.Confirm(
            Links.Invite, token, Crew.CodeOf(server, staff.PendingSecret(Links.Invite, token)!)).IsDone);
        var unknown = staff.All().Single(person => person.Mail == "new@example.test").Id;
        var asked = await AskAsync(server, finance, "10");

        Assert.Equal(ActAnswer.IdentityMissing,
            (await server.Get<Approvals>().ApproveAsync(asked.Token!, unknown, default)).Code);
        Assert.False(staff.Vouch(finance.Id, unknown, "E77777778").IsDone);
        Assert.True(staff.Vouch(finance.Id, unknown, "E77777777").IsDone);
        Assert.Equal(ActAnswer.Done,
            (await server.Get<Approvals>().ApproveAsync(asked.Token!, unknown, default)).Code);
    }

    [Fact]
    public async Task Roles_and_time_limit_who_decides()
    {
        await using var server = await RunningServer.StartAsync();
        var (finance, risk) = Pair(server);
        var seller = Crew.Join(server, "seller@example.test", "E60000006", Roles.Operator);
        var approvals = server.Get<Approvals>();
        Assert.Equal(ActAnswer.RoleMissing, (await AskAsync(server, seller, "10")).Code);
        var asked = await AskAsync(server, finance, "10");
        Assert.Equal(ActAnswer.RoleMissing, (await approvals.ApproveAsync(asked.Token!, seller.Id, default)).Code);

        server.Wall.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));

        Assert.Equal(ActAnswer.Expired, (await approvals.ApproveAsync(asked.Token!, risk.Id, default)).Code);
        Assert.Empty(approvals.Open());
        Assert.Equal("expired", Assert.Single(approvals.Newest(1)).State);
        Assert.Equal(Money.FromYuan(100), await PoolOf(server));
    }

    [Fact]
    public async Task One_person_pauses_and_two_lift()
    {
        await using var server = await RunningServer.StartAsync();
        var (finance, risk) = Pair(server);
        var deeds = server.Get<PoolDeeds>();
        Assert.Equal(ActAnswer.Refused, (await deeds.PauseAsync(risk.Id, " ")).Code);
        Assert.Equal(ActAnswer.Done, (await deeds.PauseAsync(risk.Id, "books differ")).Code);
        Assert.True((await server.Get<ConsoleReads>().PoolAsync()).IsPaused);
        var refused = await AskAsync(server, finance, "10");
        Assert.Equal(ActAnswer.Refused, refused.Code);
        Assert.Contains("paused", refused.Sentence.En, StringComparison.OrdinalIgnoreCase);

        var asked = await server.Get<Approvals>().AskAsync(risk.Id, deeds.Lift().Act!, default);
        Assert.True((await server.Get<ConsoleReads>().PoolAsync()).IsPaused);
        Assert.Equal(ActAnswer.Done, (await server.Get<Approvals>().ApproveAsync(asked.Token!, finance.Id,
            default)).Code);

        Assert.False((await server.Get<ConsoleReads>().PoolAsync()).IsPaused);
        var lifted = server.Get<ConsoleReads>().Journal(0, 100).Select(entry => entry.Record.Event)
            .OfType<PoolEvent.PauseLifted>().Single();
        Assert.Equal((risk.Id, finance.Id), (lifted.By, lifted.Approver));
    }

    [Fact]
    public async Task A_second_factor_is_reset_by_two_and_the_link_enrols_a_new_one()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = Crew.Join(server, "admin@example.test", "E10000001", Roles.Admin);
        var risk = Crew.Join(server, "risk@example.test", "E20000002", Roles.Risk);
        var lost = Crew.Join(server, "lost@example.test", "E30000003", Roles.Operator);
        var approvals = server.Get<Approvals>();
        var staff = server.Get<StaffBook>();
        var asked = await approvals.AskAsync(admin.Id, new(ActRules.SecondFactor, lost.Id, []), default);
        Assert.Equal(ActAnswer.SamePerson, (await approvals.ApproveAsync(asked.Token!, admin.Id, default)).Code);
        var done = await approvals.ApproveAsync(asked.Token!, risk.Id, default);

        Assert.Null(server.Get<StaffLogin>().Start(lost.Mail, Crew.Password, "here").Token);
        Assert.False(staff.Reenrol(done.Token!, "wrong password 1").IsDone);
        Assert.True(staff.Reenrol(done.Token!, Crew.Password).IsDone);
        var secret = staff.PendingSecret(Links.Enrol, done.Token!)!;
        Assert.True(staff.Confirm(Links.Enrol, done.Token!, Crew.CodeOf(server, secret)).IsDone);
        using var walker = await (lost with { Secret = secret }).LogInAsync();
        Assert.Equal("/console", walker.Location);
    }

    [Fact]
    public async Task A_withdrawal_above_the_plan_s_limit_takes_two()
    {
        await using var server = await RunningServer.StartAsync();
        var (finance, risk) = Pair(server);

        var missing = await server.Get<Approvals>().AskAsync(
            risk.Id, new(ActRules.Withdrawal, "w-nothing", []), default);

        Assert.Equal(ActAnswer.Refused, missing.Code);
        Assert.Null(server.Get<Withdrawals>().Find("w-nothing"));
        Assert.Equal(ActAnswer.RoleMissing, (await server.Get<Approvals>().AskAsync(
            finance.Id, new(ActRules.Withdrawal, "w-nothing", []), default)).Code);
    }

    [Theory]
    [InlineData("", "V-1", "")]
    [InlineData("-5", "V-1", "")]
    [InlineData("10.001", "V-1", "")]
    [InlineData("10", "", "")]
    [InlineData("10", "V-1", "abc")]
    public async Task What_is_typed_wrong_gets_a_sentence(string amount, string voucher, string contract)
    {
        await using var server = await RunningServer.StartAsync();

        var drafted = server.Get<PoolDeeds>().Series(
            [new() { Amount = amount, Source = "own", Voucher = voucher, Contract = contract }]);

        Assert.Null(drafted.Act);
        Assert.NotEmpty(drafted.Mistake!.Value.En);
    }

    [Fact]
    public async Task Sandbox_time_moves_forward_and_is_audited()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = Crew.Admin(server);
        var before = server.Get<PoolClock>().Now();

        Assert.Equal(ActAnswer.Done, (await server.Get<PoolDeeds>().AdvanceAsync(admin.Id, 8)).Code);
        Assert.Equal(ActAnswer.Refused, (await server.Get<PoolDeeds>().AdvanceAsync(admin.Id, 0)).Code);

        Assert.Equal(before.Plus(Duration.Days(8)), server.Get<PoolClock>().Now());
        Assert.Contains(server.Get<ConsoleReads>().Audit(), row => row.Act == "clock.advanced" && row.Who == admin.Id);
    }

    private static (CrewMember Finance, CrewMember Risk) Pair(RunningServer server) => (
        Crew.Join(server, "finance@example.test", "E10000001", Roles.Finance),
        Crew.Join(server, "risk@example.test", "E20000002", Roles.Risk));

    private static Task<ActAnswer> AskAsync(RunningServer server, CrewMember by, string amount)
    {
        var drafted = server.Get<PoolDeeds>().Series(
            [new() { Amount = amount, Source = "operator's own money", Voucher = "V-1" }]);
        return server.Get<Approvals>().AskAsync(by.Id, drafted.Act!, default);
    }

    private static async Task<Money> PoolOf(RunningServer server) =>
        (await server.Get<ConsoleReads>().PoolAsync()).Backing.Pool;
}
