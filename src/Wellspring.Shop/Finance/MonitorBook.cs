using System.Globalization;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Finance;

/// <summary>
/// Looks over the whole platform every night 夜间监测: trees, sham trade, velocity, the bank. What it finds is written
/// down with its arguments and waits for a person; a night is looked at once, however often it is asked for.
/// </summary>
public sealed class MonitorBook(ShopDatabase database, PoolGate gate, PoolClock clock, AttestationBook bank)
    : ISecondActs
{
    public const string Tree = "tree";
    public const string Bank = "bank";
    public const string Personal = "personal";
    public const string Velocity = "velocity";
    public const string Inflow = "inflow";

    private const int ManyRequests = 10;
    private const int WeeksBefore = 4;

    public IReadOnlyList<string> Kinds { get; } = [ActRules.ReleaseFinding];

    /// <summary>The release of what a finding holds, with a reason, as an act of two people.</summary>
    public static (TwoPersonAct? Act, Bilingual? Mistake) Release(string finding, string note) =>
        note.Trim().Length < 10
        ? (null, new("请写明复核结论(至少10个字)。", "State what was found, at least 10 characters."))
        : (ActJson.Act(ActRules.ReleaseFinding, finding, note.Trim()), null);

    /// <summary>Which run a moment belongs to: <c>monitor:2026-11-22</c>, by the plan's calendar.</summary>
    public static string KeyOf(Instant localNow) =>
        "monitor:" + localNow.ToDateTimeOffset().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Runs the night that the journal's clock is in; does nothing where it ran.</summary>
    /// <returns>How many new findings there are; null where the night ran before.</returns>
    public int? Run()
    {
        var localNow = clock.Now().Plus(gate.Plan.Settings.TimeZone);
        var key = KeyOf(localNow);
        if (database.Read(reader => reader.Number($"SELECT 1 FROM monitor_runs WHERE id = {key}")) is not null)
        {
            return null;
        }

        bank.Compare(key["monitor:".Length..]);
        return database.Write(transaction =>
        {
            var now = clock.WallNow();
            if (transaction.Execute($"""
                INSERT INTO monitor_runs (id, started_at, findings) VALUES ({key}, {now}, 0) ON CONFLICT (id) DO NOTHING
                """) == 0)
            {
                return (int?)null;
            }

            var count = Look(new(transaction, key, now));
            transaction.Execute($"""
                UPDATE monitor_runs SET ended_at = {clock.WallNow()}, findings = {(long)count} WHERE id = {key}
                """);
            return count;
        });
    }

    /// <summary>What waits for a person, oldest first.</summary>
    public IReadOnlyList<FoundEntry> Open(int most) => In("open", most);

    public IReadOnlyList<FoundEntry> In(string state, int most) => database.Read(reader => reader.All(
        $"""
        SELECT id, run, code, subject, pattern, arguments, zh, en, state, at, decided_by, approver, note FROM findings
        WHERE state = {state} ORDER BY at DESC, code, subject LIMIT {most}
        """,
        row => new FoundEntry(
            row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), new(row.Text(6), row.Text(7)),
            row.Text(8), row.At(9), row.TextOrNull(10), row.TextOrNull(11), row.TextOrNull(12))));

    /// <summary>The nights that ran, the newest first.</summary>
    public IReadOnlyList<MonitorRun> Runs(int most) => database.Read(reader => reader.All(
        $"SELECT id, started_at, ended_at, findings FROM monitor_runs ORDER BY id DESC LIMIT {most}",
        row => new MonitorRun(row.Text(0), row.At(1), row.AtOrNull(2), row.Integer(3))));

    /// <summary>A person agrees with a finding: what it holds stays held.</summary>
    public Bilingual? Confirm(string id, string by, string note) => note.Trim().Length < 5
        ? new("请写明处理意见。", "Write what is done about it.")
        : database.Write<Bilingual?>(transaction =>
        {
            var now = clock.WallNow();
            if (transaction.Execute($"""
                UPDATE findings SET state = 'confirmed', decided_by = {by}, decided_at = {now}, note = {note.Trim()}
                WHERE id = {id} AND state = 'open'
                """) == 0)
            {
                return new("这条结果已有结论。", "This finding was decided already.");
            }

            Audit.Note(transaction, now, by, "finding.confirmed", id);
            return null;
        });

    public (IReadOnlyList<Bilingual> Lines, Bilingual? Refusal) Effect(ShopReader reader, TwoPersonAct act)
    {
        var found = reader.One(
            $"SELECT zh, en FROM findings WHERE id = {act.Subject} AND state <> 'released'",
            row => row.Text(0) + "\n" + row.Text(1))?.Split('\n');
        if (found is null)
        {
            return ([], new("没有这条待放行的结果。", "There is no such finding to release."));
        }

        var people = reader.Number($"""
            SELECT count(*) FROM payee_holds WHERE finding = {act.Subject} AND released_at IS NULL
            """) ?? 0;
        return ([
            new(found[0], found[1]),
            new($"放行后:{people} 位收款人的奖励提现恢复,被暂停的订单继续结算。",
                $"Afterwards {people} payees may withdraw rewards again, and held orders go on."),
        ], null);
    }

    public void Apply(ShopTransaction transaction, Approval approval, string by, Instant now)
    {
        var id = approval.Subject;
        transaction.Execute($"UPDATE payee_holds SET released_at = {now} WHERE finding = {id} AND released_at IS NULL");
        transaction.Execute($"""
            UPDATE findings SET state = 'released', decided_by = {approval.AskedBy}, approver = {by},
                decided_at = {now}, note = {ActJson.Of<string>(approval.Commands)}
            WHERE id = {id}
            """);
        if (transaction.Text($"SELECT subject FROM findings WHERE id = {id} AND code = 'CN-MLM-12'") is { } order)
        {
            OrderHolds.Release(transaction, order, by, clock.Now());
        }
    }

    private int Look(Night night)
    {
        var trees = ReferralTrees.Count(night.Transaction).Sum(tree => Trees(night, tree));
        var orders = WashPatterns.Find(night.Transaction, clock.Now()).Sum(suspect => Wash(night, suspect));
        return trees + orders + Fast(night) + Inflows(night)
            + PersonalDuties.Late(night.Transaction, night.At)
                .Sum(late => Write(night, Personal, late.Finding, late.Subject, []) is null ? 0 : 1)
            + bank.Review(night.Transaction).Sum(one => Write(night, Bank, one, one.Path, []) is null ? 0 : 1);
    }

    // Rewards of the second tier wait in that tree; where there is none, a person still looks.
    private static int Trees(Night night, TreeFacts tree)
    {
        foreach (var finding in MonitorGuard.Review(tree))
        {
            if (Write(night, Tree, finding, tree.Root, [
                ("levels", Text(tree.Levels)), ("people", Text(tree.People)),
                ("fees", tree.Fees.ToString())]) is { } id)
            {
                foreach (var member in ReferralTrees.PeopleOf(night.Transaction, tree.Root))
                {
                    night.Transaction.Execute($"""
                        INSERT INTO payee_holds (finding, member, held_at)
                        SELECT {id}, {member}, {night.At} WHERE EXISTS (SELECT 1 FROM reward_edges
                            WHERE payee = {member} AND kind = {(long)RewardKind.Indirect})
                        """);
                }

                return 1;
            }
        }

        return 0;
    }

    private int Wash(Night night, Suspect suspect)
    {
        var facts = new OrderPatternFacts
        {
            BuyerOwnsMerchant = suspect.Pattern == WashPatterns.OwnShop,
            IsInRing = suspect.Pattern is WashPatterns.Ring or WashPatterns.Device or WashPatterns.Address,
            RefundsAfterMint = suspect.Pattern == WashPatterns.Refunds ? Limits.RefundsAfterMint : 0,
            Subject = $"order {suspect.Order}",
        };
        var count = 0;
        foreach (var finding in MintGuard.Review(facts))
        {
            if (Write(night, suspect.Pattern, finding, suspect.Order, [
                ("member", suspect.Member), ("merchant", suspect.Merchant)]) is not null)
            {
                OrderHolds.Hold(night.Transaction, suspect.Order, finding.Code, clock.Now());
                count++;
            }
        }

        return count;
    }

    // Many requests of one person within a week, split small: nothing one day's limit would see.
    private int Fast(Night night)
    {
        var since = clock.Now().Plus(Duration.Days(-7));
        var many = night.Transaction.All(
            $"""
            SELECT member, count(*) FROM withdrawals WHERE requested_at >= {since} AND state <> 'refused'
            GROUP BY member HAVING count(*) >= {(long)ManyRequests} ORDER BY member
            """,
            row => (Member: row.Text(0), Count: row.Integer(1)));
        return many.Sum(one => Write(
            night, Velocity, Ruleset.Fire("CN-PAY-07", "withdrawals", null, ("r", "requests-per-week")), one.Member,
            [("requests", Text(one.Count))]) is null ? 0 : 1);
    }

    private int Inflows(Night night)
    {
        var today = clock.Now().DayAt(gate.Plan.Settings.TimeZone);
        var days = PoolDays.From(night.Transaction, today - (7 * (WeeksBefore + 1)) + 1)
            .ToDictionary(day => day.Day, day => day.Flow.Inflow);
        var thisWeek = Sum(days, today - 6, today);
        var before = Sum(days, today - (7 * (WeeksBefore + 1)) + 1, today - 7);
        var usual = Money.FromUnits(before.Units / WeeksBefore);
        return MonitorGuard.Review(new InflowFacts { ThisWeek = thisWeek, UsualWeek = usual }).Sum(one => Write(
            night, Inflow, one, "pool", [("week", thisWeek.ToString()), ("usual", usual.ToString())]) is null ? 0 : 1);
    }

    private static Money Sum(Dictionary<long, Money> days, long from, long to)
    {
        var sum = Money.Zero;
        for (var day = from; day <= to; day++)
        {
            sum += days.GetValueOrDefault(day);
        }

        return sum;
    }

    // The same thing about the same subject is one finding until a person has decided it; released, it stays released
    // while its arguments stay the same.
    private static string? Write(
        Night night, string pattern, Finding finding, string subject, (string Name, string Value)[] arguments)
    {
        var text = JsonSerializer.Serialize(arguments.ToDictionary(one => one.Name, one => one.Value));
        if (night.Transaction.Number($"""
            SELECT 1 FROM findings WHERE code = {finding.Code} AND subject = {subject} AND pattern = {pattern}
                AND (state <> 'released' OR arguments = {text}) LIMIT 1
            """) is not null)
        {
            return null;
        }

        var id = Ids.New("fd");
        night.Transaction.Execute($"""
            INSERT INTO findings (id, run, code, subject, pattern, arguments, zh, en, ruleset, state, at)
            VALUES ({id}, {night.Key}, {finding.Code}, {subject}, {pattern}, {text}, {finding.Zh}, {finding.En},
                {Ruleset.Hash}, 'open', {night.At})
            """);
        return id;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Night(ShopTransaction Transaction, string Key, Instant At);
}

/// <summary>One finding of the monitor and what became of it.</summary>
/// <param name="Arguments">JSON: the figures it rests on.</param>
public sealed record FoundEntry(
    string Id, string Run, string Code, string Subject, string Pattern, string Arguments, Bilingual Sentence,
    string State, Instant At, string? DecidedBy, string? Approver, string? Note);

/// <summary>One night of the monitor.</summary>
public sealed record MonitorRun(string Key, Instant StartedAt, Instant? EndedAt, long Findings);
