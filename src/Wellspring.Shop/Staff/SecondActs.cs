using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Staff;

/// <summary>Acts of two people that change the shop's own records: a part brings its kinds, effect and deed.</summary>
/// <remarks>An act carries its details as JSON in the first of <see cref="TwoPersonAct.Commands"/>.</remarks>
public interface ISecondActs
{
    /// <summary>The kinds it sees to; each stands in <see cref="ActRules"/>.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>What the act would do, in sentences, or why it cannot be. Asked again when it is approved.</summary>
    (IReadOnlyList<Bilingual> Lines, Bilingual? Refusal) Effect(ShopReader reader, TwoPersonAct act);

    /// <summary>Does it, in the transaction that closes the request.</summary>
    /// <param name="by">The second person; the first is <see cref="Approval.AskedBy"/>.</param>
    void Apply(ShopTransaction transaction, Approval approval, string by, Instant now);
}
