namespace Wellspring.Shop.Payments;

/// <summary>The ids of ours that every channel takes: 6 to 32 letters and digits.</summary>
/// <remarks>
/// WeChat's transfers allow letters and digits only, Alipay's payments no dash, and both end at 32 somewhere. One rule
/// for all deeds, so that an id that works in the sandbox works at a real channel.
/// </remarks>
public static class DeedIds
{
    public const int ShortestLength = 6;
    public const int LongestLength = 32;

    public static bool IsValid(string id) =>
        id.Length is >= ShortestLength and <= LongestLength && id.All(char.IsAsciiLetterOrDigit);
}
