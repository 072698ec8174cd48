using System.Globalization;
using System.Text.Json;
using Wellspring.Core.Compliance;
using Wellspring.Core.Pools;

namespace Wellspring.Engine;

/// <summary>Where a pool stands, in the same words on the command line and in a cluster.</summary>
public static class PoolStatus
{
    /// <summary>Writes the figures into an object that is open.</summary>
    /// <param name="hash">Of the journal, at its last batch.</param>
    public static void Write(Utf8JsonWriter writer, Pool pool, long position, ReadOnlySpan<byte> hash)
    {
        var (backing, totals) = (pool.Backing, pool.Totals);
        writer.WriteNumber("position", position);
        writer.WriteString("hash", Convert.ToHexStringLower(hash));
        writer.WriteString("stateHash", pool.StateHash());
        writer.WriteString("plan", pool.Plan.Settings.Id);
        writer.WriteString("planHash", pool.Plan.Hash);
        writer.WriteNumber("planVersion", pool.Plan.Settings.Version);
        writer.WriteString("ruleset", Ruleset.Hash);
        writer.WriteString("profile", pool.Plan.IsSandbox ? "sandbox" : "CN");
        writer.WriteString("clock", pool.Clock.ToString());
        writer.WriteNumber("scale", backing.Scale);
        writer.WriteString("pool", backing.Pool.ToString());
        writer.WriteString("circulating", backing.Circulating.ToString());
        WritePrice(writer, backing.Price);
        writer.WriteString("reserve", backing.Reserve.ToString());
        writer.WriteString("float", totals.Float.ToString());
        writer.WriteString("floatPoints", backing.Float.ToString());
        writer.WriteString("inflow", totals.Inflow.ToString());
        writer.WriteString("turnover", totals.Turnover.ToString());
        writer.WriteString("injected", totals.Injected.ToString());
        writer.WriteString("subsidiesUsed", totals.SubsidiesUsed.ToString());
        writer.WriteString("remaindersToPool", totals.RemaindersToPool.ToString());
        writer.WriteString("paid", totals.Paid.ToString());
        writer.WriteString("redeemed", totals.Redeemed.ToString());
        writer.WriteString("goodsReturned", totals.GoodsReturned.ToString());
        writer.WriteString("released", totals.Released.ToString());
        writer.WriteString("closingPaid", totals.ClosingPaid.ToString());
        writer.WriteString("legacyDeposits", totals.LegacyDeposits.ToString());
        writer.WriteString("rewarded", totals.Rewarded.ToString());
        writer.WriteString("agentFees", pool.AgentFees.ToString());
        writer.WriteString("dividends", pool.DividendsPaid.ToString());
        writer.WriteString("platform", pool.Platform.ToString());
        writer.WriteString("platformReceivable", pool.PlatformReceivable.ToString());
        writer.WriteNumber("exits", totals.Exits);
        writer.WriteNumber("members", totals.Members);
        writer.WriteNumber("orders", totals.Orders);
        writer.WriteNumber("pending", pool.PendingCount);
        writer.WriteBoolean("paused", pool.IsPaused);
        writer.WriteBoolean("closed", pool.IsClosed);
    }

    /// <summary>The exact fraction, and its decimals for people.</summary>
    public static void WritePrice(Utf8JsonWriter writer, Price price)
    {
        var (numerator, denominator) = price.Reduced();
        writer.WriteStartObject("price");
        writer.WriteString("numerator", numerator.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("denominator", denominator.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("decimal", price.ToString(18));
        writer.WriteEndObject();
    }
}
