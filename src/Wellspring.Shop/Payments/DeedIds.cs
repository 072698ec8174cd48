namespace Wellspring.Shop.Payments;

/// <summary>The ids of ours that every channel takes: 6 to 32 lower-case letters, digits and dashes.</summary>
/// <remarks>
/// WeChat's transfers allow letters and digits only, Alipay's payments no dash, and both end at 32 somewhere. So a dash
/// travels as <c>X</c>, which our ids never contain, and comes back as a dash. One rule for all deeds: an id that works
/// in the sandbox works at a real channel.
/// </remarks>
public static class DeedIds
{
    public const int ShortestLength = 6;
    public const int LongestLength = 32;

    public static bool IsValid(string id) => id.Length is >= ShortestLength and <= LongestLength
        && id.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');

    /// <summary>How a channel knows our id.</summary>
    public static string ToChannel(string id) => id.Replace('-', 'X');

    /// <summary>Our id, from what a channel says; a foreign number stays as it is.</summary>
    public static string FromChannel(string number) =>
        number.Replace('X', '-') is var id && IsValid(id) ? id : number;
}
