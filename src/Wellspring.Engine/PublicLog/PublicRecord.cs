using System.Buffers;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Engine.PublicLog;

/// <summary>
/// What everybody may know of a record 公开记录: one line of JSON with what the pool's money and points did, and nobody in
/// it. It is an entry of the public log: docs/formats/public-log.md.
/// </summary>
/// <remarks>
/// A pure function of the record, so that the log can be built again from the journal anywhere. No member, merchant,
/// order, command id, voucher or reason ever stands here. Its bytes are hashed: they are never changed, only kinds and
/// fields are added.
/// </remarks>
public static class PublicRecord
{
    private static readonly FrozenDictionary<Type, byte[]> Kinds = typeof(PoolEvent)
        .GetNestedTypes(BindingFlags.Public)
        .ToFrozenDictionary(type => type, type => JsonSerializer.SerializeToUtf8Bytes(NameOf(type)));

    /// <summary>The entry of one record.</summary>
    public static byte[] Of(JournalRecord record)
    {
        var output = new ArrayBufferWriter<byte>(512);
        Write(output, record);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes the entry of one record, without a line end.</summary>
    public static void Write(IBufferWriter<byte> output, JournalRecord record)
    {
        var text = new PublicText(output);
        text.Open("i", record.Position).Raw(",\"at\":\""u8).Ascii(record.At.ToString())
            .Raw("\",\"kind\":"u8).Raw(Kinds[record.Event.GetType()]);
        Said(text, record.Event);
        var steps = new PublicSteps(text);
        steps.Of(record.Event);
        steps.Close();
        text.Amount("pool"u8, record.Pool).Amount("circulating"u8, record.Circulating)
            .Amount("reserve"u8, record.Reserve).Number("scale"u8, record.Scale).Raw("}"u8);
    }

    /// <summary>What a record says beside the pool's own figures.</summary>
    private static void Said(PublicText text, PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.StatementPublished it:
                text.Raw(",\"topic\":\""u8).Ascii(it.Topic.Code()).Raw("\",\"statement\":"u8).Utf8(it.Statement);
                break;
            case PoolEvent.Refused { Reason: var reason }:
                text.Raw(",\"refusal\":\""u8).Ascii(reason.Code()).Raw("\""u8);
                break;
            case PoolEvent.PoolOpened { Plan: var plan }:
                Rules(text, plan);
                break;
            case PoolEvent.PlanPublished it:
                text.Raw(",\"effectiveAt\":\""u8).Ascii(it.EffectiveAt.ToString()).Raw("\""u8);
                Rules(text, it.Plan);
                break;
            case PoolEvent.Subsidised { Amount: var amount }:
                text.Amount("amount"u8, amount);
                break;
            case PoolEvent.SettlementFunded { Amount: var amount }:
                text.Amount("amount"u8, amount);
                break;
            case PoolEvent.DividendPaid { Amount: var amount }:
                text.Amount("amount"u8, amount);
                break;
            case PoolEvent.WithdrawalSettled { Withdrawal: var paid }:
                text.Amount("amount"u8, paid.Amount);
                break;
        }
    }

    /// <summary>The rules that an outsider needs to follow the sums, and the hash of all of them.</summary>
    private static void Rules(PublicText text, string journaled)
    {
        var plan = PlanReview.Resume(journaled);
        Invariant.Require(plan is not null, "a journaled plan reads");
        text.Raw(",\"plan\":{\"version\":"u8).Ascii($"{plan.Settings.Version}")
            .Raw(",\"hash\":\""u8).Ascii(plan.Hash).Raw("\""u8)
            .Amount("startPrice"u8, plan.Pool.StartPrice).Amount("splitAt"u8, plan.Pool.SplitAt)
            .Raw(plan.Split.UnassignedToPool ? ",\"rest\":\"pool\"}"u8 : ",\"rest\":\"platform\"}"u8);
    }

    // The names of the readable export; a golden test holds the two together.
    private static string NameOf(Type type) => type.Name switch
    {
        nameof(PoolEvent.ClosingWasAnnounced) => "closingAnnounced",
        nameof(PoolEvent.PoolWasClosed) => "poolClosed",
        var name => char.ToLowerInvariant(name[0]) + name[1..],
    };
}
