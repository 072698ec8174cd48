using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Access;

/// <summary>Who did what, when, to whom: written with the change itself, never edited.</summary>
public static class Audit
{
    /// <param name="who">A staff user, member, API key or <c>system</c>; an id, never a name.</param>
    /// <param name="act">What was done, such as <c>withdrawal.approved</c>.</param>
    /// <param name="detail">What an auditor needs beside it; nothing personal.</param>
    public static void Note(
        ShopTransaction transaction, Instant at, string who, string act, string? subject, string? detail = null) =>
        transaction.Execute($"""
            INSERT INTO audit (at, who, act, subject, detail) VALUES ({at}, {who}, {act}, {subject}, {detail})
            """);
}
