using Wellspring.Cli.Orders;
using Wellspring.Core;
using Wellspring.Core.Legacy.Forecasts;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Cli.Legacy;

/// <summary>What was asked of a demo.</summary>
/// <param name="Orders">The file; null for a generated year.</param>
/// <param name="Funding">The operator's own money for the settlement fund, a month.</param>
internal sealed record DemoWish(string? Orders, OrderMap? Map, int Creditors, Money Funding, ulong Seed);

/// <summary>
/// Runs the whole demo in a directory: creditors, orders, a year of both, then the same journal once more.
/// </summary>
internal static class LegacyDemo
{
    /// <summary>A generated year: three times the orders of the shop that the generator was fitted to.</summary>
    private const int GeneratedOrders = 60_000;

    private static readonly OrderMap Columns = new()
    {
        Id = "demo",
        Columns = new("order_id", "customer", "time", "amount", "country", "kind", "original_order_id"),
        Kinds = new(["order"], ["cancellation"], ["adjustment"]),
        Funding = FundingMode.OwnGoods,
    };

    public static DemoReport Run(PoolDirectory directory, Plan plan, DemoWish wish, Action<double> progress)
    {
        var rows = Rows(wish, plan.Orders.ReturnWindow);
        var first = DemoYear.FirstDay(rows, plan.Settings.TimeZone) ?? throw new BadInputException(
            "订单文件里没有一行可用的订单。", "The order file has no order that can be used.");
        var creditors = OldPlatform.Make(wish.Creditors, wish.Seed, first.AddDays(-30));
        DemoOutcome outcome;
        using (var desk = directory.OpenToWrite(plan))
        {
            outcome = DemoYear.Run(desk, creditors, rows, wish.Funding, wish.Seed, done => progress(done * 0.7));
        }

        var (pool, releases, audit) = LookAgain(directory, creditors);
        progress(0.8);
        var forecasts = ForecastStart.Of(pool)!.Three(Assumptions(pool, outcome, wish.Funding));
        progress(1);
        var source = wish.Orders is { } file
            ? new(Path.GetFileName(file), Path.GetFileName(file))
            : new Bilingual($"生成的一年（种子 {wish.Seed}）", $"a generated year (seed {wish.Seed})");
        return new(source, creditors, outcome, pool, audit, releases, forecasts);
    }

    // Everything is read again from the journal, as an auditor would: no number comes from the run itself.
    private static (Pool Pool, ReleaseSum Releases, LegacyAudit Audit) LookAgain(
        PoolDirectory directory, IReadOnlyList<OldCreditor> creditors)
    {
        using var journal = directory.OpenToRead();
        var replayed = Replay.Run(journal, snapshot: null);
        using var views = ViewStore.Open(directory);
        views.CatchUp(journal);
        var audit = LegacyAudit.Of(replayed.Pool);
        AddClaimsIn(audit, replayed, creditors);
        AddUnasked(audit, replayed, views.Reader.Legacy);
        return (replayed.Pool, views.Reader.Legacy.ReleaseSum(), audit);
    }

    // Claims in, from the old platform's own books, against the pool's creditors, one by one.
    private static void AddClaimsIn(LegacyAudit audit, ReplayedPool replayed, IReadOnlyList<OldCreditor> creditors)
    {
        var expected = new Dictionary<MemberNumber, Money>();
        var total = Money.Zero;
        foreach (var claim in creditors.SelectMany(creditor => creditor.Claims))
        {
            var holder = replayed.Pool.Claim(claim.Id)?.Member ?? MemberNumber.None;
            expected[holder] = expected.GetValueOrDefault(holder) + claim.Amount;
            total += claim.Amount;
        }

        var wrong = replayed.Pool.Creditors().Count(one => expected.GetValueOrDefault(one.Member) != one.Claimed);
        var claimed = replayed.Pool.Legacy!.Claimed;
        audit.Add("claims-in", "导入的债权 = 账上的债权", "claims in = claims in the pool", LegacyAudit.Both(total, claimed),
            total == claimed);
        audit.Add("claims-in-creditors", "逐个债权人与导入清单核对，不符的人数",
            "creditors whose claims differ from the list", $"{wrong}", wrong == 0);
    }

    // The history, not only the present: no coin order and no release ever was of somebody who has not said yes.
    private static void AddUnasked(LegacyAudit audit, ReplayedPool replayed, LegacyReader views)
    {
        var paid = views.MembersPaid();
        var unasked = paid.Count(member =>
            replayed.Pool.Creditor(member)?.Answer is not Core.Legacy.OfferAnswer.Yes);
        audit.Add("history-without-consent", "账本历史中未同意却收到货物或积分的人数",
            "creditors ever paid without consent, in the whole journal", $"{unasked}", unasked == 0);
    }

    private static List<RowOutcome> Rows(DemoWish wish, Duration window)
    {
        var map = (wish.Map ?? Columns) with { InventedReferralEvery = null };
        using var csv = Open(wish, map);
        var import = new OrderImport(map, window);
        return [.. csv.Rows().Select(import.Translate)];
    }

    private static OrderCsv Open(DemoWish wish, OrderMap map)
    {
        if (wish.Orders is { } path && !File.Exists(path))
        {
            throw new BadInputException($"找不到文件 {path}。", $"There is no file {path}.");
        }

        var (csv, findings) = wish.Orders is null
            ? OrderCsv.Open(Generated(wish.Seed), map)
            : OrderCsv.Open(wish.Orders, map);
        return csv ?? throw BadInputException.Of("订单文件", "The order file", wish.Orders, findings);
    }

    private static MemoryStream Generated(ulong seed)
    {
        var file = new MemoryStream();
        using (var writer = new StreamWriter(file, leaveOpen: true) { NewLine = "\n" })
        {
            SampleOrders.Write(writer, GeneratedOrders, seed);
        }

        file.Position = 0;
        return file;
    }

    // An average month of the year that was, beside the operator's money as it came.
    private static ForecastAssumptions Assumptions(Pool pool, DemoOutcome outcome, Money funding) =>
        new(outcome.AMonth(pool.Totals.Turnover), funding) { Demand = outcome.AMonth(outcome.Wanted) };
}
