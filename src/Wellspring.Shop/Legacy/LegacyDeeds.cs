using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Legacy;

/// <summary>One act of the operator about the old debt, as the journal has it.</summary>
/// <param name="Kind"><c>fund</c>, <c>buy</c>, <c>stop</c> or <c>restart</c>.</param>
/// <param name="Text">Where the money came from, or why releases were stopped.</param>
public sealed record LegacyDeed(
    long Position, Instant At, string Kind, Money Amount, string? Member, string Text, string? Voucher, string? By,
    string? Approver);

/// <summary>
/// The operator's own acts about the old debt: money for the settlement fund, points bought for a creditor, releases
/// stopped and restarted. Each takes two people.
/// </summary>
public sealed class LegacyDeeds(ShopDatabase database, PoolGate gate, PoolClock clock) : IFollowsJournal
{
    public const string Funded = "fund";
    public const string Bought = "buy";
    public const string Stopped = "stop";
    public const string Restarted = "restart";

    private const string Draft = "draft";
    private const string Subject = "legacy";

    /// <summary>Money for the settlement fund, as an act of two people; what to mend otherwise.</summary>
    public (TwoPersonAct? Act, Bilingual? Mistake) Fund(string amount, string source, string voucher) =>
        MoneyOf(amount) is not { } money ? (null, WrongAmount(amount))
            : Checked(ActRules.FundSettlement, Subject, new PoolCommand.FundSettlement(
                Draft, clock.Now(), money, source.Trim(), voucher.Trim(), null));

    /// <summary>Locked points for a creditor, bought with the operator's own money.</summary>
    public (TwoPersonAct? Act, Bilingual? Mistake) Buy(string member, string amount, string source, string voucher) =>
        MoneyOf(amount) is not { } money ? (null, WrongAmount(amount))
            : Checked(ActRules.BuyLockedPoints, member.Trim(), new PoolCommand.BuyLockedPoints(
                Draft, clock.Now(), member.Trim(), money, source.Trim(), voucher.Trim(), null));

    public (TwoPersonAct? Act, Bilingual? Mistake) Stop(string reason) => reason.Trim().Length == 0
        ? (null, new("请写明停止释放的原因。", "Write why releases are stopped."))
        : Checked(ActRules.StopReleases, Subject, new PoolCommand.StopReleases(
            Draft, clock.Now(), null, null, reason.Trim()));

    public (TwoPersonAct? Act, Bilingual? Mistake) Restart() => Checked(
        ActRules.RestartReleases, Subject, new PoolCommand.RestartReleases(Draft, clock.Now(), null, null));

    /// <summary>What was done, newest first.</summary>
    public IReadOnlyList<LegacyDeed> Newest(int most, params ReadOnlySpan<string> kinds)
    {
        var wanted = $",{string.Join(',', kinds!)},";
        return database.Read(reader => reader.All(
            $"""
            SELECT position, at, kind, amount, member, text, voucher, by, approver FROM legacy_deeds
            WHERE {wanted} LIKE '%,' || kind || ',%' ORDER BY position DESC LIMIT {most}
            """,
            row => new LegacyDeed(row.Integer(0), row.At(1), row.Text(2), row.Money(3), row.TextOrNull(4), row.Text(5),
                row.TextOrNull(6), row.TextOrNull(7), row.TextOrNull(8))));
    }

    /// <summary>What came into the settlement fund from a moment on.</summary>
    public static Money FundedFrom(ShopReader reader, Instant from) => Money.FromUnits(reader.Number(
        $"SELECT coalesce(sum(amount), 0) FROM legacy_deeds WHERE kind = {Funded} AND at >= {from}") ?? 0);

    /// <summary>What buyers who are no creditors paid for settled orders from a day on.</summary>
    public static Money OthersFrom(ShopReader reader, long day) => Money.FromUnits(reader.Number(
        $"SELECT coalesce(sum(others), 0) FROM legacy_turnover WHERE day >= {day}") ?? 0);

    public void Follow(ShopTransaction transaction, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        NoteOthers(transaction, record, nameOf);
        if (Of(record, nameOf) is not { } deed)
        {
            return;
        }

        transaction.Execute($"""
            INSERT INTO legacy_deeds (position, at, kind, amount, member, text, voucher, by, approver)
            VALUES ({deed.Position}, {deed.At}, {deed.Kind}, {deed.Amount}, {deed.Member}, {deed.Text},
                {deed.Voucher}, {deed.By}, {deed.Approver})
            ON CONFLICT (position) DO NOTHING
            """);
    }

    private void NoteOthers(ShopTransaction transaction, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        IEnumerable<Settlement> settled = record.Event switch
        {
            PoolEvent.OrderSettled one => [one.Settlement],
            PoolEvent.DueProcessed due => due.Items.OfType<DueItem.OrderFinal>().Select(item => item.Settlement),
            _ => [],
        };
        var others = settled.Where(order => !CreditorFollower.IsCreditor(transaction, nameOf(order.Member)))
            .Aggregate(Money.Zero, (sum, order) => sum + order.Amount);
        if (others > Money.Zero)
        {
            transaction.Execute($"""
                INSERT INTO legacy_turnover (day, others)
                VALUES ({record.At.DayAt(gate.Plan.Settings.TimeZone)}, {others})
                ON CONFLICT (day) DO UPDATE SET others = legacy_turnover.others + excluded.others
                """);
        }
    }

    private static LegacyDeed? Of(JournalRecord record, Func<MemberNumber, string> nameOf) => record.Event switch
    {
        PoolEvent.SettlementFunded funded => new(record.Position, record.At, Funded, funded.Amount, null,
            funded.Source, funded.Voucher, null, funded.Approver),
        PoolEvent.LockedPointsBought bought => new(record.Position, record.At, Bought, bought.Amount,
            nameOf(bought.Member), bought.Source, bought.Voucher, null, bought.Approver),
        PoolEvent.ReleasesStopped stopped => new(record.Position, record.At, Stopped, Money.Zero, null,
            stopped.Reason, null, stopped.By, stopped.Approver),
        PoolEvent.ReleasesRestarted started => new(record.Position, record.At, Restarted, Money.Zero, null, "", null,
            started.By, started.Approver),
        _ => null,
    };

    // The reader of commands says what is wrong with texts and numbers; nothing is checked in two ways.
    private static (TwoPersonAct? Act, Bilingual? Mistake) Checked(string kind, string subject, PoolCommand command)
    {
        var line = CommandText.Write(command);
        return CommandText.Read(line).Mistake is { } mistake
            ? (null, new(mistake.Zh, mistake.En))
            : (new(kind, subject, [line]), null);
    }

    private static Bilingual WrongAmount(string text) => new(
        $"金额“{text}”不对，请写成 1000.00 的样子。", $"\"{text}\" is no amount; write it like 1000.00.");

    private static Money? MoneyOf(string text) =>
        Decimals.TryRead(text.Trim().Replace(",", "", StringComparison.Ordinal), 2, out var fen)
        && fen is > 0 and <= 100_000_000_000
            ? Money.FromUnits(fen * Money.UnitsPerFen)
            : null;
}
