using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Shop.Auditing;

/// <summary>Exports 1 to 6 and 21, which are read from the journal.</summary>
internal static class JournalExports
{
    /// <summary>The raw batches: with them everything else can be computed again.</summary>
    public const string Batches = "01-batches";
    public const string Journal = "01-journal";
    public const string PoolDays = "04-pool-days";
    public const string Statements = "04-statements";
    public const string Mints = "05-mints";

    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static AuditTable BatchTable { get; } = AuditTable.Whole(
        Batches, "first:number count:number previous hash names:number payload",
        source => source.Journal.Read(0).Select(batch => new object?[]
        {
            batch.First, (long)batch.Count, Convert.ToHexStringLower(Previous(batch)),
            Convert.ToHexStringLower(batch.Hash.Span), (long)batch.Names.Count,
            Convert.ToBase64String(batch.Payload.Span),
        }));

    public static AuditTable RecordTable { get; } = AuditTable.Whole(
        Journal, "position:number at:time event pool:money circulating:points reserve:money scale:number record:json",
        source => source.Records().Select(record => new object?[]
        {
            record.Position, record.At, char.ToLowerInvariant(record.Event.GetType().Name[0])
                + record.Event.GetType().Name[1..], record.Pool, record.Circulating, record.Reserve,
            (long)record.Scale, Text(record),
        }));

    public static AuditTable DayTable { get; } = AuditTable.Whole(
        PoolDays, """
        day:day opening:money float:money inflow:money subsidies:money injections:money remainders:money
        goodsReturned:money paidForPoints:money redeemed:money released:money closingPaid:money closing:money
        records:number deposits:money depositsReturned:money
        """,
        source => source.Survey.Days.Select(day => new object?[]
        {
            day.Key, day.Value.Opening, day.Value.In[0], day.Value.In[1], day.Value.In[2], day.Value.In[3],
            day.Value.In[4], day.Value.In[5], day.Value.Out[0], day.Value.Out[1], day.Value.Out[2], day.Value.Out[3],
            day.Value.Closing, day.Value.Records, day.Value.Deposits, day.Value.DepositsReturned,
        }));

    /// <summary>What the platform has said in the public log 公开声明, word for word.</summary>
    public static AuditTable StatementTable { get; } = AuditTable.Whole(
        Statements, "position:number at:time topic statement:json",
        source => source.Survey.Statements.Select(one => new object?[]
        {
            one.Record.Position, one.Record.At, one.Said.Topic.Code(), one.Said.Statement,
        }));

    /// <summary>
    /// Every mint with the money that came in for it, and the pool around it: proof that none is unbacked.
    /// </summary>
    public static AuditTable MintTable { get; } = AuditTable.Whole(
        Mints, """
        position:number at:time order member:member merchant amount:money inflow:money subsidy:money mintValue:money
        points:points scale:number poolBefore:money circulatingBefore:points poolAfter:money circulatingAfter:points
        planVersion:number deposit:money
        """,
        source => source.Walk().SelectMany(step => MintTape.Of(step.Record, step.Before, step.Pool).Select(mint =>
            new object?[]
            {
                step.Record.Position, step.Record.At, mint.Order?.Order, mint.Member, mint.Order?.Merchant,
                mint.Order?.Amount, mint.Order?.Inflow ?? Money.Zero, mint.Order?.Subsidy ?? Money.Zero,
                mint.MintValue, mint.Points, (long)mint.Before.Scale, mint.Before.Pool, mint.Before.Circulating,
                mint.After.Pool, mint.After.Circulating, mint.Order is { } order ? VersionOf(order) : null,
                mint.Deposit,
            })));

    /// <summary>What each version of the plan issued 积分批次.</summary>
    public static AuditTable VintageTable { get; } = AuditTable.Whole(
        "05-vintages", "planVersion:number orders:number inflow:money subsidy:money mintValue:money soldValue:money "
            + "soldPaid:money", source => source.Survey.Vintages.Select(vintage => new object?[]
        {
            (long)vintage.Key, vintage.Value.Orders, vintage.Value.Inflow, vintage.Value.Subsidy, vintage.Value.Minted,
            vintage.Value.SoldValue, vintage.Value.SoldPaid,
        }));

    /// <summary>Records from before there were versions are of the first.</summary>
    public static long VersionOf(Settlement order) => Math.Max(1, order.PlanVersion);

    private static ReadOnlySpan<byte> Previous(JournalBatch batch)
    {
        // Version, length of the header, count: the hash of the batch before stands behind them.
        const int at = 6;
        return batch.Payload.Span.Slice(at, JournalBatch.HashLength);
    }

    private static string Text(JournalRecord record)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, OneLine))
        {
            RecordText.Write(writer, record, AuditSource.CodeOf);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
