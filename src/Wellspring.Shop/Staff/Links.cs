using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Staff;

/// <summary>
/// Links that work once and for a while: set-up, invitation, enrolment, the step between two factors.
/// </summary>
public static class Links
{
    public const string Setup = "setup";
    public const string SetupSession = "setup-session";
    public const string Invite = "invite";
    public const string Enrol = "enrol";
    public const string Login = "login";

    /// <summary>
    /// Makes a link's token: the only time it can be read. An older one of the same kind and subject ends.
    /// </summary>
    public static string Create(
        ShopTransaction transaction, string kind, string subject, Instant now, Duration life)
    {
        var token = Ids.Secret();
        transaction.Execute($"DELETE FROM links WHERE expires_at < {now} OR (kind = {kind} AND subject = {subject})");
        transaction.Execute($"""
            INSERT INTO links (token_hash, kind, subject, expires_at)
            VALUES ({Ids.HashOf(token)}, {kind}, {subject}, {now.Plus(life)})
            """);
        return token;
    }

    /// <summary>Whom an unused link is for; null when it is unknown, used or too old.</summary>
    public static string? Find(ShopReader reader, string kind, string token, Instant now) => reader.Text($"""
        SELECT subject FROM links WHERE token_hash = {Ids.HashOf(token)} AND kind = {kind} AND used_at IS NULL
        AND expires_at > {now}
        """);

    /// <summary>Uses a link up; false when somebody else did, or it was never good.</summary>
    public static bool Use(ShopTransaction transaction, string kind, string token, Instant now) =>
        transaction.Execute($"""
            UPDATE links SET used_at = {now} WHERE token_hash = {Ids.HashOf(token)} AND kind = {kind}
            AND used_at IS NULL AND expires_at > {now}
            """) == 1;

    /// <summary>Counts a wrong try with a link; false once there were too many, and then the link is used up.</summary>
    public static bool Miss(ShopTransaction transaction, string kind, string token, Instant now, int most)
    {
        var hash = Ids.HashOf(token);
        transaction.Execute(
            $"UPDATE links SET attempts = attempts + 1 WHERE token_hash = {hash} AND kind = {kind}");
        return transaction.Execute($"""
            UPDATE links SET used_at = {now} WHERE token_hash = {hash} AND kind = {kind} AND attempts >= {most}
            """) == 0;
    }
}
