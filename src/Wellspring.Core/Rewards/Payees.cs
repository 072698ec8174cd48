using Wellspring.Core.Pools;

namespace Wellspring.Core.Rewards;

/// <summary>Who earns from one order, fixed when it is paid; None where nobody does.</summary>
/// <param name="Referrer">Where the chain of levels begins: the buyer's referrer, promoter or not.</param>
public readonly record struct Payees(
    MemberNumber Referrer, MemberNumber Direct, MemberNumber Indirect, MemberNumber Developer, MemberNumber District,
    MemberNumber City, MemberNumber Province);

/// <summary>
/// One member up the chain of referrers, with the place of its level in the plan's list; −1 for none.
/// </summary>
public readonly record struct Upline(MemberNumber Member, int Level);
