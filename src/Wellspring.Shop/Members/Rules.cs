using Wellspring.Core.Plans;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Members;

/// <summary>
/// Whether a member has read the disclosure of the plan in force: it is repeated after every change of the rules.
/// </summary>
public static class Rules
{
    /// <summary>Whether the member agreed to an earlier plan's rules only.</summary>
    public static bool AreOutdated(ShopReader reader, string member, Plan plan) => reader.Number($"""
        SELECT 1 FROM consents WHERE member = {member} AND kind = {Consents.Join} AND withdrawn_at IS NULL
        """) is not null && reader.Number($"""
        SELECT 1 FROM consents WHERE member = {member} AND kind = {Consents.Join} AND withdrawn_at IS NULL
            AND plan_hash = {plan.Hash}
        """) is null;
}
