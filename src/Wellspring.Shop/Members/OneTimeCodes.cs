using System.Globalization;
using System.Security.Cryptography;
using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Members;

/// <summary>Codes of six digits that prove an address: ten minutes of wall time, five attempts, used once.</summary>
/// <remarks>Stored are hashes of code and address only, so that the table tells nobody who tried to log in.</remarks>
public static class OneTimeCodes
{
    /// <summary>To log in.</summary>
    public const string Login = "login";

    /// <summary>To finish joining.</summary>
    public const string Join = "join";

    /// <summary>To put a new address in the place of the old.</summary>
    public const string Change = "change";

    /// <summary>To close the account.</summary>
    public const string Close = "close";

    internal static readonly string[] Purposes = [Login, Join, Change, Close];

    public const int MostAttempts = 5;

    public static readonly Duration Life = new(10 * 60_000);

    /// <summary>Makes a code for an address; an earlier one for the same purpose is void.</summary>
    /// <param name="now">Wall time.</param>
    public static string Issue(ShopTransaction transaction, string purpose, ContactAddress address, Instant now)
    {
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        transaction.Execute($"DELETE FROM login_codes WHERE expires_at < {now}");
        transaction.Execute($"""
            INSERT INTO login_codes (address_hash, code_hash, sent_at, expires_at, attempts)
            VALUES ({KeyOf(purpose, address)}, {HashOf(purpose, address, code)}, {now}, {now.Plus(Life)}, 0)
            ON CONFLICT (address_hash) DO UPDATE SET code_hash = excluded.code_hash, sent_at = excluded.sent_at,
                expires_at = excluded.expires_at, attempts = 0
            """);
        return code;
    }

    /// <summary>Whether a typed code is the one that was sent. Each try counts; a right one ends it.</summary>
    /// <param name="now">Wall time.</param>
    public static CodeOutcome Check(
        ShopTransaction transaction, string purpose, ContactAddress address, string code, Instant now)
    {
        var key = KeyOf(purpose, address);
        var stored = transaction.One(
            $"SELECT code_hash, expires_at, attempts FROM login_codes WHERE address_hash = {key}",
            row => new StoredCode(row.Bytes(0), row.At(1), row.Integer(2)));
        if (stored is null || stored.ExpiresAt <= now)
        {
            return CodeOutcome.Expired;
        }

        if (stored.Attempts >= MostAttempts)
        {
            return CodeOutcome.Spent;
        }

        if (CryptographicOperations.FixedTimeEquals(stored.Hash, HashOf(purpose, address, code)))
        {
            Forget(transaction, purpose, address);
            return CodeOutcome.Right;
        }

        transaction.Execute($"UPDATE login_codes SET attempts = attempts + 1 WHERE address_hash = {key}");
        return stored.Attempts + 1 >= MostAttempts ? CodeOutcome.Spent : CodeOutcome.Wrong;
    }

    /// <summary>Ends the code of an address without a question.</summary>
    public static void Forget(ShopTransaction transaction, string purpose, ContactAddress address) =>
        transaction.Execute($"DELETE FROM login_codes WHERE address_hash = {KeyOf(purpose, address)}");

    private static byte[] KeyOf(string purpose, ContactAddress address) => Ids.HashOf($"{purpose} {address.Value}");

    private static byte[] HashOf(string purpose, ContactAddress address, string code) =>
        Ids.HashOf($"{purpose} {address.Value} {code}");

    private sealed record StoredCode(byte[] Hash, Instant ExpiresAt, long Attempts);
}

/// <summary>What became of a typed code.</summary>
public enum CodeOutcome
{
    Right,
    Wrong,

    /// <summary>Five wrong attempts: a new code is needed.</summary>
    Spent,

    /// <summary>Too old, used already, or never sent.</summary>
    Expired,
}
