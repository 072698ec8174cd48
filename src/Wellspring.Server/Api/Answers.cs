using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;

namespace Wellspring.Server.Api;

/// <summary>What one point is worth: the exact fraction, and decimals for people.</summary>
/// <param name="Numerator">Yuan.</param>
/// <param name="Denominator">Points.</param>
/// <param name="Decimal">Rounded; never calculate with it.</param>
internal sealed record PriceAnswer(string Numerator, string Denominator, string Decimal)
{
    private const int Places = 8;

    public static PriceAnswer? Of(Price price)
    {
        if (price.Points == Points.Zero)
        {
            return null;
        }

        var (numerator, denominator) = price.Reduced();
        return new(numerator.ToString(CultureInfo.InvariantCulture),
            denominator.ToString(CultureInfo.InvariantCulture), price.ToString(Places));
    }
}

/// <summary>What a member holds, at one position of the journal.</summary>
/// <param name="Value">What the points are worth before retention.</param>
/// <param name="Wallet">Of it from sales and exits, from rewards, and for goods only.</param>
/// <param name="Receivable">What the member owes from a refund.</param>
/// <param name="Position">The number of records that these figures contain.</param>
internal sealed record BalanceAnswer(
    string Member, string Points, int Scale, string Value, string Wallet, string WalletSales, string WalletRewards,
    string GoodsCredit, string Receivable, long Position)
{
    /// <summary>Reads between two commands; null while the pool knows no such member.</summary>
    public static BalanceAnswer? Of(PoolDesk desk, MemberNumber number)
    {
        if (number == MemberNumber.None)
        {
            return null;
        }

        var member = desk.Pool.Member(number);
        return new(desk.Names.NameOf(number), member.Points.ToString(), desk.Pool.Backing.Scale,
            member.Value.ToString(), member.Wallet.ToString(), member.SaleMoney.ToString(),
            member.RewardMoney.ToString(), member.GoodsCredit.ToString(), member.Receivable.ToString(),
            desk.Position);
    }
}

/// <summary>Names as the API takes them: checked before they go anywhere.</summary>
internal static class ApiNames
{
    private const int Limit = 64;

    /// <summary>An id of an order, command, merchant or withdrawal.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= Limit
        && text.All(one => char.IsAsciiLetterOrDigit(one) || one is '.' or '_' or ':' or '-');

    /// <summary>A member as the sender knows it; anything that the pool could have taken.</summary>
    public static bool IsMember(string text)
    {
        var runes = 0;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (System.Text.Rune.DecodeFromUtf16(rest, out _, out var used) != System.Buffers.OperationStatus.Done
                || ++runes > Limit)
            {
                return false;
            }

            rest = rest[used..];
        }

        return !string.IsNullOrWhiteSpace(text);
    }

    /// <summary>The member's number; none for a name that the pool does not know.</summary>
    public static MemberNumber Find(PoolDesk desk, string name) =>
        IsMember(name) ? desk.Names.Find(name) : MemberNumber.None;
}
