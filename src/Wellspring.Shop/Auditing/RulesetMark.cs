namespace Wellspring.Shop.Auditing;

/// <summary>Which rules of compliance the program runs.</summary>
internal static class RulesetMark
{
    public static string Version => "2026-11-22";

    public static string Hash => BuildMark.Files[0].Hash;
}
