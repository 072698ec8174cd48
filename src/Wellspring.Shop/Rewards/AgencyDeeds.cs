using System.Globalization;
using System.Text.RegularExpressions;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Rewards;

/// <summary>What happens with a signed appointment: fee, monthly report, region statement, withdrawal, end.</summary>
public sealed partial class AgencyDeeds(ShopDatabase database, PoolGate gate, PoolClock clock)
{
    private const int ReportLimit = 2_000;

    internal static string AppointId(string id) => $"agency.appoint.{id}";

    internal static string FeeId(string id) => $"agency.fee.{id}";

    /// <summary>Finance books a fee that came in: on its own account, earning nobody anything.</summary>
    public Bilingual? BookFee(string id, string voucher, string staff) => database.Write(transaction =>
    {
        if (AgentBook.Find(transaction, id) is not { OwesFee: true } card)
        {
            return AgentBook.NotNow;
        }

        if (Mistake(voucher) is { } mistake)
        {
            return mistake;
        }

        PoolGate.Enqueue(transaction, new PoolCommand.BookAgentFee(
            FeeId(id), clock.Now(), card.Division, card.Member, card.Fee, voucher.Trim()));
        transaction.Execute($"UPDATE agencies SET fee_voucher = {voucher.Trim()} WHERE id = {id}");
        Audit.Note(transaction, clock.WallNow(), staff, "agency.fee-booked", id, voucher.Trim());
        return (Bilingual?)null;
    });

    /// <summary>Finance records that a fee went back to an agent who withdrew.</summary>
    public Bilingual? ReturnFee(string id, string voucher, string staff) => database.Write(transaction =>
    {
        if (AgentBook.Find(transaction, id) is not { OwesReturn: true })
        {
            return AgentBook.NotNow;
        }

        if (Mistake(voucher) is { } mistake)
        {
            return mistake;
        }

        transaction.Execute($"""
            UPDATE agencies SET return_voucher = {voucher.Trim()}, fee_returned_at = {clock.Now()} WHERE id = {id}
            """);
        Audit.Note(transaction, clock.WallNow(), staff, "agency.fee-returned", id, voucher.Trim());
        return (Bilingual?)null;
    });

    /// <summary>The agent withdraws within the cooling-off days 单方解除: a booked fee is to be given back.</summary>
    public Bilingual? Withdraw(string member, string id) => database.Write(transaction =>
        AgentBook.Find(transaction, id) is not { } card || card.Member != member || !card.MayWithdraw(clock.Now())
            ? AgentBook.NotNow
            : End(transaction, card, AgencyCard.Withdrawn, member));

    /// <summary>The operator ends an appointment; orders paid before still earn what they would have.</summary>
    public Bilingual? End(string id, string staff, string reason) => database.Write(transaction =>
    {
        if (AgentBook.Find(transaction, id) is not { IsBinding: true } card)
        {
            return AgentBook.NotNow;
        }

        if (reason.Trim().Length is 0 or > 300)
        {
            return new("请写明终止原因，最多 300 字。", "Say why it ends, in at most 300 characters.");
        }

        transaction.Execute($"UPDATE agencies SET reason = {reason.Trim()} WHERE id = {id}");
        return End(transaction, card, AgencyCard.Ended, staff);
    });

    /// <summary>The agent says what was done in a month; a correction is a further line.</summary>
    /// <param name="month">As <c>2026-11</c>.</param>
    public IReadOnlyList<Problem> Report(string member, string id, string month, string text)
    {
        var problems = new List<Problem>();
        var read = Wording.Lines("text", new("本月服务", "the month's work"), text, ReportLimit, problems);
        if (read.Length == 0)
        {
            problems.Add(new("text", new("请写明本月做了什么。", "Say what was done in the month.")));
        }

        if (!Month().IsMatch(month) || string.CompareOrdinal(month, MonthOf(clock.Now())) > 0)
        {
            problems.Add(new("month", new("请选择本月或更早的月份。", "Choose this month or an earlier one.")));
        }

        return problems.Count > 0 ? problems : database.Write(transaction =>
        {
            if (AgentBook.Find(transaction, id) is not { IsBinding: true } card || card.Member != member)
            {
                return [new Problem("", AgentBook.NotNow)];
            }

            var line = transaction.Number(
                $"SELECT count(*) FROM agency_reports WHERE agency = {id} AND month = {month}") ?? 0;
            transaction.Execute($"""
                INSERT INTO agency_reports (agency, month, line, text, at)
                VALUES ({id}, {month}, {line}, {read}, {clock.Now()})
                """);
            Audit.Note(transaction, clock.WallNow(), member, "agency.reported", id, month);
            return (IReadOnlyList<Problem>)[];
        });
    }

    public IReadOnlyList<AgencyReport> ReportsOf(string id) => database.Read(reader => reader.All(
        $"SELECT month, line, text, at FROM agency_reports WHERE agency = {id} ORDER BY month DESC, line",
        row => new AgencyReport(row.Text(0), (int)row.Integer(1), row.Text(2), row.At(3))));

    /// <summary>The region's settled orders by month of the appointment, and what the agent earned.</summary>
    public IReadOnlyList<RegionMonth> StatementOf(AgencyCard card)
    {
        var zone = gate.Plan.Settings.TimeZone.Milliseconds;
        var prefix = card.Division[..(2 * (4 - (int)card.Tier))];
        var until = card.EndedAt is { } ended && ended < card.Until ? ended : card.Until;
        return database.Read(reader => reader.All(
            $"""
            SELECT month, count(*), sum(amount), sum(earned), sum(taken) FROM (
                SELECT month_of(o.settled_at + {zone}) AS month, o.amount AS amount,
                    coalesce(r.amount, 0) AS earned, coalesce(r.taken, 0) AS taken
                FROM reward_orders o LEFT JOIN rewards r ON r.orders = o.orders AND r.payee = {card.Member}
                    AND r.kind = {(long)RewardKind.DistrictAgent + (int)card.Tier - 1}
                WHERE o.region LIKE {prefix + "%"} AND o.settled_at >= {card.From}
                    AND (o.settled_at < {until} OR r.orders IS NOT NULL)) settled
            GROUP BY month ORDER BY month DESC
            """,
            row => new RegionMonth(row.Text(0), row.Integer(1), row.Money(2), row.Money(3), row.Money(4))));
    }

    /// <summary>The month of a moment in the plan's time zone.</summary>
    public string MonthOf(Instant at) => at.Plus(gate.Plan.Settings.TimeZone).ToDateTimeOffset()
        .ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private Bilingual? End(ShopTransaction transaction, AgencyCard card, string state, string by)
    {
        var now = clock.Now();
        transaction.Execute($"""
            UPDATE agencies SET state = {state}, ended_at = {now}, ended_by = {by} WHERE id = {card.Id}
            """);
        PoolGate.Enqueue(transaction, new PoolCommand.EndAgent($"agency.end.{card.Id}", now, card.Division));
        Audit.Note(transaction, clock.WallNow(), by, $"agency.{state}", card.Id, card.Division);
        return null;
    }

    private static Bilingual? Mistake(string voucher) => Voucher().IsMatch(voucher.Trim())
        ? null
        : new Bilingual("凭证号为 1 至 64 位字母、数字或 . _ : -。",
            "A voucher has 1 to 64 letters, digits or any of . _ : -.");

    [GeneratedRegex("^[0-9]{4}-(0[1-9]|1[0-2])$")]
    private static partial Regex Month();

    [GeneratedRegex("^[A-Za-z0-9._:-]{1,64}$")]
    private static partial Regex Voucher();
}

/// <summary>Keeps appointments as the journal has them.</summary>
public sealed class AgencyFollower : IFollowsJournal
{
    public void Follow(ShopTransaction transaction, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        if (record.Id?.Split('.', 3) is not ["agency", var deed, var id])
        {
            return;
        }

        switch (record.Event)
        {
            case PoolEvent.AgentAppointed:
                transaction.Execute($"""
                    UPDATE agencies SET state = 'appointed', position = {record.Position}
                    WHERE id = {id} AND state = 'signed'
                    """);
                break;
            case PoolEvent.AgentFeeBooked:
                transaction.Execute($"""
                    UPDATE agencies SET fee_booked_at = {record.At}, fee_position = {record.Position} WHERE id = {id}
                    """);
                break;
            case PoolEvent.Refused { Reason: var reason } when deed == "appoint":
                transaction.Execute($"""
                    UPDATE agencies SET state = 'refused', reason = {reason.Code()} WHERE id = {id} AND state = 'signed'
                    """);
                break;
            case PoolEvent.Refused when deed == "fee":
                transaction.Execute($"UPDATE agencies SET fee_voucher = NULL WHERE id = {id}");
                break;
        }
    }
}
