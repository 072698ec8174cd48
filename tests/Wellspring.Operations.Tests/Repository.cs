using System.Runtime.CompilerServices;

namespace Wellspring.Operations.Tests;

/// <summary>Files of the repository, as they are shipped.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Path(string name) => System.IO.Path.Combine(Root, name);

    public static string Read(string name) => File.ReadAllText(Path(name));

    private static string FindRoot([CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(here, "..", "..", ".."));
}
