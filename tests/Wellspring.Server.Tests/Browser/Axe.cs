using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Wellspring.Server.Tests.Browser;

/// <summary>axe-core, the accessibility rules that pages are held to; installed by npm where it is missing.</summary>
internal static class Axe
{
    private const string Version = "4.14.1";
    private static readonly Lazy<Task<string>> Text = new(LoadAsync);

    /// <summary>The script that puts <c>axe</c> into a page.</summary>
    public static Task<string> SourceAsync() => Text.Value;

    /// <summary>What is serious or critical in a result of <c>axe.run</c>: rule, help, and where.</summary>
    public static IReadOnlyList<string> Findings(string result)
    {
        using var document = JsonDocument.Parse(result);
        return
        [
            .. from violation in document.RootElement.GetProperty("violations").EnumerateArray()
               where violation.GetProperty("impact").GetString() is "serious" or "critical"
               from node in violation.GetProperty("nodes").EnumerateArray()
               select $"{violation.GetProperty("id")} ({violation.GetProperty("impact")}): "
                   + $"{violation.GetProperty("help")} — {node.GetProperty("target")}",
        ];
    }

    private static async Task<string> LoadAsync()
    {
        var folder = Folder();
        var package = Path.Combine(folder, "node_modules", "axe-core");
        if (!IsInstalled(package))
        {
            await InstallAsync(folder);
        }

        Assert.True(IsInstalled(package), $"npm ci in {folder} did not bring axe-core {Version}");
        return await File.ReadAllTextAsync(Path.Combine(package, "axe.min.js"));
    }

    private static bool IsInstalled(string package)
    {
        var file = Path.Combine(package, "package.json");
        if (!File.Exists(file))
        {
            return false;
        }

        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return json.RootElement.GetProperty("version").GetString() == Version;
    }

    private static async Task InstallAsync(string folder)
    {
        var start = new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true,
        };
        using var npm = Process.Start(start)!;
        var said = npm.StandardOutput.ReadToEndAsync();
        var complained = npm.StandardError.ReadToEndAsync();
        await npm.WaitForExitAsync();
        Assert.True(npm.ExitCode == 0, $"npm ci in {folder}: {await said}{await complained}");
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
