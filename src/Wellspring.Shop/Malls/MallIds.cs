using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Wellspring.Shop.Malls;

/// <summary>
/// Ids of a mall's orders in the pool: made of the mall's name and its order number alone, so that reading an order
/// twice acts once.
/// </summary>
public static class MallIds
{
    private const int LongestOrder = 32;

    /// <summary>Such as <c>mall.crmeb.wx20260105</c>; an order number that is no id gets a digest of itself.</summary>
    public static string OrderOf(string mall, string order) => $"mall.{mall}.{Part(order, LongestOrder)}";

    /// <summary>Goods of a mall, for the lines of an order.</summary>
    public static string GoodsOf(string mall, string goods) => $"mall.{mall}.g.{Part(goods, LongestOrder)}";

    public static bool IsMallName(string name) =>
        name.Length is > 0 and <= 16 && name.All(letter => char.IsAsciiLetterLower(letter)
            || char.IsAsciiDigit(letter) || letter == '-');

    public static bool IsId(string text) => text.Length is > 0 and <= 64 && text.All(IsIdLetter);

    private static string Part(string text, int longest)
    {
        if (text.Length > 0 && text.Length <= longest && text.All(IsIdLetter))
        {
            return text;
        }

        var kept = new StringBuilder();
        foreach (var letter in text.Take(longest - 9))
        {
            kept.Append(IsIdLetter(letter) ? letter : '-');
        }

        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return string.Create(CultureInfo.InvariantCulture, $"{kept}-{Convert.ToHexStringLower(digest)[..8]}");
    }

    private static bool IsIdLetter(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or ':' or '-';
}
