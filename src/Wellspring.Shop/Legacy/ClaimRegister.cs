using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Shop.Legacy.Files;

namespace Wellspring.Shop.Legacy;

/// <summary>What the rows of a file are to a pool: new, registered before, or in conflict with that.</summary>
public static class ClaimRegister
{
    /// <summary>The report of a dry run, and the rows that are to be registered, in the file's order.</summary>
    /// <param name="known">By cell of the file: whom it names, or null for somebody new.</param>
    public static (ImportReport Report, List<ClaimRow> Fresh) Compare(
        Pool pool, Func<string, MemberNumber> find, ClaimFile file, IReadOnlyDictionary<string, string?> known)
    {
        var (conflicts, fresh) = (new List<RowProblem>(), new List<ClaimRow>());
        var (added, same) = (default(ClaimSum), default(ClaimSum));
        foreach (var row in file.Claims)
        {
            if (pool.Claim(row.Claim) is not { } claim)
            {
                fresh.Add(row);
                added += row.Amount;
            }
            else if (known[row.Creditor] is { } member && IsSame(claim, row, find(member)))
            {
                same += row.Amount;
            }
            else
            {
                conflicts.Add(Conflict(row));
            }
        }

        var strangers = fresh.Select(row => row.Creditor).Distinct().Count(cell => known[cell] is null);
        var before = pool.Legacy?.Claimed ?? Money.Zero;
        return (new ImportReport(file, added, same, conflicts, strangers, before, default, 0), fresh);
    }

    /// <summary>The command that registers one row; its id follows from the claim's, so twice is once.</summary>
    public static PoolCommand.RegisterClaim Command(ClaimRow row, string member, Instant at) => new(
        row.Claim.Length <= LongestInId ? $"legacy.claim.{row.Claim}" : Ids.From("legacy.claim", row.Claim), at,
        row.Claim, member, row.Kind, row.Amount, row.Quantity, row.UnitValue, row.Since, row.Evidence, row.Origin);

    // A command's id has at most 64 signs, as a claim's has.
    private const int LongestInId = 50;

    private static bool IsSame(Claim claim, ClaimRow row, MemberNumber member) =>
        claim.Member == member && claim.Kind == row.Kind && claim.Evidence == row.Evidence
        && claim.Since == row.Since && claim.Amount == row.Amount && claim.State is not ClaimState.Withdrawn;

    private static RowProblem Conflict(ClaimRow row) => new(row.Line, "claim-exists", new(
        $"claim：编号“{row.Claim}”已登记过，内容不同（或已撤回、转让）；新债权请换编号，改错请先撤回再登记。",
        $"claim: \"{row.Claim}\" is registered in other words (or was withdrawn or transferred); give a new claim its "
        + "own id, mend an old one by withdrawing it first."));
}
