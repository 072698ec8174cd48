using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Rewards;

/// <summary>Writes into the journal that somebody tried what a rule refuses; nothing personal with it.</summary>
internal static class RefusedAttempts
{
    /// <summary>A member's attempt: the journal knows members by number only, so no name stands here.</summary>
    public const string Member = "member";

    public static void Note(
        ShopTransaction transaction, IEnumerable<Finding> findings, string by, string subject, Instant at)
    {
        foreach (var code in findings.Select(finding => finding.Code).Distinct())
        {
            PoolGate.Enqueue(
                transaction, new PoolCommand.RecordRefusedAttempt(Ids.New("refused"), at, code, by, subject));
        }
    }
}
