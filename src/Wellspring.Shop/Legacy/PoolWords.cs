using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Legacy;

/// <summary>The sentence behind the code of a refusal that came back from the pool.</summary>
internal static class PoolWords
{
    private static readonly Dictionary<string, Refusal> ByCode =
        Enum.GetValues<Refusal>().Where(one => one is not Refusal.None).ToDictionary(one => one.Code());

    public static Bilingual Of(string? code) =>
        code is not null && ByCode.TryGetValue(code, out var refusal) && RefusalText.Of(refusal) is var (zh, en)
            ? new(zh, en)
            : new(
                $"账本没有接受（{code ?? "quarantined"}）；请联系平台。",
                $"The pool did not take it ({code ?? "quarantined"}); ask the operator.");

    public static LegacyOutcome Outcome(PoolOutcome outcome, string id, Bilingual done) =>
        outcome.IsDone ? new(true, done, id) : new(false, Of(outcome.Reason), id);
}

/// <summary>What became of something a creditor or the staff asked for.</summary>
/// <param name="Id">The receipt's number where there is one.</param>
public sealed record LegacyOutcome(bool IsDone, Bilingual Sentence, string? Id = null)
{
    internal static LegacyOutcome No(string zh, string en) => new(false, new(zh, en));
}
