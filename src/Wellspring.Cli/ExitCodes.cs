using Wellspring.Core.Plans;

namespace Wellspring.Cli;

/// <summary>What the program's exit code says; public, never renumbered.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int RefusedByRules = 1;
    public const int BadInput = 2;
    public const int DamagedData = 3;

    /// <summary>Stopped by the user, as shells count it.</summary>
    public const int Interrupted = 130;
}

/// <summary>
/// Something the caller wrote cannot be used: named in both languages, exit 2 unless it says otherwise.
/// </summary>
internal sealed class BadInputException(string zh, string en, int exitCode = ExitCodes.BadInput) : Exception(en)
{
    public string Zh { get; } = zh;

    public int ExitCode { get; } = exitCode;

    /// <summary>A file with mistakes in it: each with its place, its mend and its code.</summary>
    public static BadInputException Of(
        string zh, string en, string? path, IEnumerable<Finding> findings, int code = ExitCodes.BadInput) => new(
        $"{zh} {path} 不能使用:\n" + string.Join('\n', findings.Select(f => $"  {f.Path}: {f.Zh} [{f.Code}]")),
        $"{en} {path} cannot be used:\n" + string.Join('\n', findings.Select(f => $"  {f.Path}: {f.En} [{f.Code}]")),
        code);
}
