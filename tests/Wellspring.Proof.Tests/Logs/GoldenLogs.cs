using System.Runtime.CompilerServices;
using System.Text;

namespace Wellspring.Proof.Tests.Logs;

/// <summary>Public logs as released versions write them, from the golden journals.</summary>
internal static class GoldenLogs
{
    public static string[] Names { get; } =
        [.. Directory.GetDirectories(Home()).Select(one => Path.GetFileName(one)!).Order()];

    public static byte[][] Of(string name) =>
        [.. File.ReadAllLines(Path.Combine(Home(), name, "public.jsonl")).Select(Encoding.UTF8.GetBytes)];

    private static string Home([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "Wellspring.Engine.Tests", "Golden", "v1");
}
