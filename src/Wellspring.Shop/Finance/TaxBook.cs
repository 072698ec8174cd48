using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Taxes;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Finance;

/// <summary>
/// The shop's ledger of tax 代扣税账: versioned rules by kind of payout, what stays back of each payout, what was paid to
/// the tax office.
/// </summary>
public sealed class TaxBook(ShopDatabase database, PoolClock clock) : ISecondActs
{
    public const string PointSale = "pointSale";
    public const string Reward = "reward";
    public const string Refund = "refund";
    public const string Dividend = "dividend";
    public const string Agent = "agent";

    private const int ShortestBasis = 6;

    /// <summary>All kinds of payouts that need a rule before they are paid.</summary>
    public static IReadOnlyList<string> Types { get; } = [PointSale, Reward, Refund, Dividend, Agent];

    public IReadOnlyList<string> Kinds { get; } = [ActRules.TaxRule];

    /// <summary>A new version of a rule as an act of two people; what to mend otherwise.</summary>
    public static (TwoPersonAct? Act, Bilingual? Mistake) Draft(TaxRuleDraft draft)
    {
        Bilingual? wrong =
            !Types.Contains(draft.Type) ? new("请选择付款类型。", "Choose the kind of payout.")
            : !Enum.TryParse<TaxMethod>(draft.Method, out var method) || !Enum.IsDefined(method)
                ? new("请选择扣税方法。", "Choose how tax is withheld.")
            : method is TaxMethod.Flat && RateOf(draft.Rate) is null
                ? new("请填写税率,例如 20%。", "Enter the rate, such as 20%.")
            : draft.TaxClass.Trim().Length < 2 ? new("请填写税目。", "Enter the class of income.")
            : draft.Basis.Trim().Length < ShortestBasis
                ? new("请写明依据(至少6个字)。", "State the basis, at least 6 characters.")
            : draft.Accountant.Trim().Length < 2 ? new("请填写作出决定的会计师。", "Name the accountant who decided.")
            : !ActJson.IsHash(draft.DocumentHash)
                ? new("请填写书面意见的 SHA-256(64 位小写十六进制)。",
                    "Enter the SHA-256 of the written opinion: 64 lower-case hexadecimal digits.")
            : null;
        return wrong is null ? (ActJson.Act(ActRules.TaxRule, draft.Type, draft), null) : (null, wrong);
    }

    /// <summary>The rule in force for a kind of payout; null where nobody decided.</summary>
    public static TaxRule? RuleOf(ShopReader reader, string type, Instant now) => reader.One(
        $"""
        SELECT type, version, class, method, rate FROM tax_rules WHERE type = {type} AND effective_at <= {now}
        ORDER BY version DESC
        """,
        row => new TaxRule(
            row.Text(0), (int)row.Integer(1), row.Text(2), Enum.Parse<TaxMethod>(row.Text(3)), row.Rate(4)));

    /// <summary>All versions of all rules, the newest first.</summary>
    public IReadOnlyList<TaxRuleEntry> Rules() => database.Read(reader => reader.All(
        $"""
        SELECT type, version, class, method, rate, basis, accountant, document_hash, effective_at, entered_by,
            approved_by, at FROM tax_rules ORDER BY type, version DESC
        """,
        row => new TaxRuleEntry(
            new(row.Text(0), (int)row.Integer(1), row.Text(2), Enum.Parse<TaxMethod>(row.Text(3)), row.Rate(4)),
            row.Text(5), row.Text(6), row.Text(7), row.At(8), row.Text(9), row.Text(10), row.At(11))));

    /// <summary>What would stay back of one kind of payout to a member now.</summary>
    public static Money Withheld(ShopReader reader, string member, TaxRule rule, Money gross, Instant localNow)
    {
        var year = localNow.ToDateTimeOffset().Year;
        var (from, to) = (StartOf(year), StartOf(year + 1));
        var method = nameof(TaxMethod.CumulativeLabour);
        var lines = reader.All(
            $"""
            SELECT t.gross, t.tax, t.at FROM tax_lines t
            JOIN tax_rules r ON r.type = t.type AND r.version = t.version AND r.method = {method}
            WHERE t.member = {member} AND t.state <> 'released' AND t.at >= {from} AND t.at < {to}
            """,
            row => (Gross: row.Money(0), Tax: row.Money(1), row.At(2).ToDateTimeOffset().Month));
        var months = lines.Select(line => line.Month).Append(localNow.ToDateTimeOffset().Month).Distinct().Count();
        return Withholding.Of(rule, gross, new(
            lines.Aggregate(Money.Zero, (sum, line) => sum + line.Gross),
            lines.Aggregate(Money.Zero, (sum, line) => sum + line.Tax), months));
    }

    /// <summary>
    /// Sets the tax of a withdrawal aside. The moment is local time, so that years end where they do.
    /// </summary>
    internal static void Reserve(
        ShopTransaction transaction, string withdrawal, string member, PayoutLine line, Instant localNow)
    {
        transaction.Execute($"""
            INSERT INTO tax_lines (withdrawal, type, member, version, class, gross, tax, state, at)
            VALUES ({withdrawal}, {line.Type}, {member}, {line.Rule!.Version}, {line.Rule.TaxClass}, {line.Gross},
                {line.Tax}, 'reserved', {localNow})
            ON CONFLICT (withdrawal, type) DO NOTHING
            """);
    }

    /// <summary>The withdrawal was paid: its tax is owed to the tax office from now on.</summary>
    internal static void Withhold(ShopTransaction transaction, string withdrawal, Instant localNow) =>
        transaction.Execute($"""
            UPDATE tax_lines SET state = 'withheld', period = {PeriodOf(localNow)}
            WHERE withdrawal = {withdrawal} AND state = 'reserved'
            """);

    /// <summary>The money went back to the wallet: nothing is owed.</summary>
    internal static void Release(ShopTransaction transaction, string withdrawal) => transaction.Execute($"""
        UPDATE tax_lines SET state = 'released' WHERE withdrawal = {withdrawal} AND state = 'reserved'
        """);

    /// <summary>Tax by month: withheld, paid to the office, still owed; the newest month first.</summary>
    public IReadOnlyList<TaxPeriod> Periods() => database.Read(reader => reader.All(
        $"""
        SELECT p.period, coalesce((SELECT sum(tax) FROM tax_lines t WHERE t.period = p.period), 0),
            coalesce((SELECT sum(amount) FROM tax_payments m WHERE m.period = p.period), 0)
        FROM (SELECT period FROM tax_lines WHERE period IS NOT NULL UNION SELECT period FROM tax_payments) p
        ORDER BY p.period DESC
        """,
        row => new TaxPeriod(row.Text(0), row.Money(1), row.Money(2))));

    /// <summary>The tax was paid to the office, with its voucher; never more than is owed for that month.</summary>
    public Bilingual? Remit(string period, string amount, string voucher, string by)
    {
        if (!Decimals.TryRead(amount, 2, out var fen) || fen == 0)
        {
            return new("请填写金额,例如 120.00。", "Enter the amount, such as 120.00.");
        }

        if (voucher.Trim().Length is 0 or > 64)
        {
            return new("请填写完税凭证号,最多 64 个字符。", "Enter the number of the tax voucher, at most 64 characters.");
        }

        var paid = Money.FromUnits(fen * Money.UnitsPerFen);
        return Periods().FirstOrDefault(one => one.Period == period) is not { } found || found.Owed < paid
            ? new("超过该月应缴税款。", "That is more than is owed for that month.")
            : database.Write<Bilingual?>(transaction =>
            {
                if (transaction.Number($"SELECT 1 FROM tax_payments WHERE voucher = {voucher.Trim()}") is not null)
                {
                    return new("这个凭证号已登记过。", "This voucher was entered before.");
                }

                var now = clock.WallNow();
                transaction.Execute($"""
                    INSERT INTO tax_payments (id, period, amount, voucher, paid_at, by)
                    VALUES ({Ids.New("tp")}, {period}, {paid}, {voucher.Trim()}, {now}, {by})
                    """);
                Audit.Note(transaction, now, by, "tax.remitted", period, $"{paid} {voucher.Trim()}");
                return null;
            });
    }

    /// <summary>A person's statement of one year: what was paid, of which class, and what stayed back.</summary>
    public IReadOnlyList<TaxLine> Statement(string member, int year) => database.Read(reader => reader.All(
        $"""
        SELECT withdrawal, type, class, version, gross, tax, period, at FROM tax_lines
        WHERE member = {member} AND state = 'withheld'
            AND period LIKE {year.ToString(CultureInfo.InvariantCulture) + "-%"}
        ORDER BY period, at, withdrawal
        """,
        row => new TaxLine(
            row.Text(0), row.Text(1), row.Text(2), (int)row.Integer(3), row.Money(4), row.Money(5), row.Text(6))));

    /// <summary>The tax lines of one withdrawal.</summary>
    public IReadOnlyList<TaxLine> Of(string withdrawal) => database.Read(reader => reader.All(
        $"""
        SELECT withdrawal, type, class, version, gross, tax, coalesce(period, ''), at FROM tax_lines
        WHERE withdrawal = {withdrawal} AND state <> 'released' ORDER BY type
        """,
        row => new TaxLine(
            row.Text(0), row.Text(1), row.Text(2), (int)row.Integer(3), row.Money(4), row.Money(5), row.Text(6))));

    public (IReadOnlyList<Bilingual> Lines, Bilingual? Refusal) Effect(ShopReader reader, TwoPersonAct act)
    {
        var draft = ActJson.Of<TaxRuleDraft>(act.Commands);
        var before = RuleOf(reader, draft.Type, clock.WallNow());
        return ([
            new($"{draft.Type}:{before?.Method.ToString() ?? "未设置"} {before?.Rate} → {draft.Method} {draft.Rate},"
                + $"税目“{draft.TaxClass}”。",
                $"{draft.Type}: {before?.Method.ToString() ?? "not set"} {before?.Rate} → {draft.Method} {draft.Rate}, "
                + $"class \"{draft.TaxClass}\"."),
            new($"批准后的新提现适用;依据:{draft.Basis};会计师:{draft.Accountant}。",
                $"It counts for withdrawals asked for afterwards. Basis: {draft.Basis}. "
                + $"Accountant: {draft.Accountant}."),
        ], null);
    }

    public void Apply(ShopTransaction transaction, Approval approval, string by, Instant now)
    {
        var draft = ActJson.Of<TaxRuleDraft>(approval.Commands);
        var version = 1 + (transaction.Number(
            $"SELECT max(version) FROM tax_rules WHERE type = {draft.Type}") ?? 0);
        var rate = RateOf(draft.Rate) ?? Rate.Zero;
        transaction.Execute($"""
            INSERT INTO tax_rules (type, version, class, method, rate, basis, accountant, document_hash, effective_at,
                entered_by, approved_by, at)
            VALUES ({draft.Type}, {version}, {draft.TaxClass.Trim()}, {draft.Method}, {rate}, {draft.Basis.Trim()},
                {draft.Accountant.Trim()}, {draft.DocumentHash}, {now}, {approval.AskedBy}, {by}, {now})
            """);
    }

    /// <summary>The month a moment of local time belongs to: <c>2026-11</c>.</summary>
    public static string PeriodOf(Instant localNow) =>
        localNow.ToDateTimeOffset().ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static Instant StartOf(int year) => Instant.From(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static Rate? RateOf(string text) =>
        Decimals.TryRead(text.Trim().TrimEnd('%'), 4, out var parts) && parts is > 0 and <= Rate.PartsPerWhole
            ? Rate.FromParts((int)parts)
            : null;
}

/// <summary>A tax rule as somebody types it.</summary>
/// <param name="Method">The name of a <see cref="TaxMethod"/>.</param>
/// <param name="Rate">Such as <c>20%</c>; empty unless the method is flat.</param>
/// <param name="Basis">Which provision the accountant relies on.</param>
public sealed record TaxRuleDraft(
    string Type, string Method, string Rate, string TaxClass, string Basis, string Accountant, string DocumentHash);

/// <summary>A rule with who decided it, on which paper, and the two people who entered it.</summary>
public sealed record TaxRuleEntry(
    TaxRule Rule, string Basis, string Accountant, string DocumentHash, Instant EffectiveAt, string EnteredBy,
    string ApprovedBy, Instant At);

/// <summary>A month's tax.</summary>
public sealed record TaxPeriod(string Period, Money Withheld, Money Remitted)
{
    public Money Owed => Withheld.LessAtMost(Remitted);
}

/// <summary>Tax of one kind of income in one withdrawal.</summary>
public sealed record TaxLine(
    string Withdrawal, string Type, string TaxClass, int Version, Money Gross, Money Tax, string Period);
