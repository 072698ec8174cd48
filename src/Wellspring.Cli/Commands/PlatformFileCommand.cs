using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Wellspring.Server.Hosting;
using Wellspring.Storage.Postgres;

namespace Wellspring.Cli.Commands;

/// <summary>
/// <c>wellspring operator platform file</c>: what would lie in a platform's directory, such as <c>server.json</c>, for
/// every node at once.
/// </summary>
internal static class PlatformFileCommand
{
    private const long MostBytes = 16L * 1024 * 1024;

    public static Command Build() =>
        new("file", "平台的文件,如 server.json、密钥 files of a platform, such as server.json and secrets")
        {
            Put(), List(), Remove(),
        };

    private static Command Put()
    {
        var (key, cluster, secret) = PlatformCommand.Reached;
        var file = new Argument<string>("FILE") { Description = "本机文件 a file here" };
        var name = new Option<string?>("--as") { Description = "在平台目录中的名字 its name in the platform's directory" };
        var command = new Command("put", "放入文件,加密保存 put a file there, sealed") { key, file, name, cluster, secret };
        command.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (!File.Exists(path) || new FileInfo(path).Length > MostBytes)
            {
                throw new BadInputException($"{path} 不存在,或超过 16 MiB。", $"{path} is not there, or over 16 MiB.");
            }

            var kept = parsed.GetValue(name) ?? Path.GetFileName(path);
            if (kept == ServerSettings.FileName)
            {
                // Here, where somebody can mend it: a platform with a mistake in it does not open anywhere.
                ServerSettings.Read(File.ReadAllText(path), Path.GetTempPath());
            }

            return ReachAsync(parsed, shelf =>
            {
                try
                {
                    shelf.Keep(kept, File.ReadAllBytes(path));
                }
                catch (ArgumentException)
                {
                    throw new BadInputException($"--as “{kept}”不是目录内的文件名。",
                        $"--as \"{kept}\" is no name of a file in the directory.");
                }

                Console.WriteLine($"已放入 put: {kept} · 重新打开后生效 in effect after operator platform restart");
            }, cancellation);
        });
        return command;
    }

    private static Command List()
    {
        var (key, cluster, secret) = PlatformCommand.Reached;
        var command = new Command("list", "列出文件 list files") { key, cluster, secret };
        command.SetAction((parsed, cancellation) => ReachAsync(
            parsed, shelf => Terminal.WriteTable("文件 files", [("名字 name", false), ("字节 bytes", true)],
                shelf.All().Select(one => new[] { one.Name, one.Bytes.ToString(CultureInfo.InvariantCulture) })),
            cancellation));
        return command;
    }

    private static Command Remove()
    {
        var (key, cluster, secret) = PlatformCommand.Reached;
        var name = new Argument<string>("NAME") { Description = "文件名 its name" };
        var command = new Command("remove", "删除文件 remove a file") { key, name, cluster, secret };
        command.SetAction((parsed, cancellation) =>
        {
            var gone = parsed.GetRequiredValue(name);
            if (gone.StartsWith("keys/", StringComparison.Ordinal))
            {
                throw new BadInputException(
                    $"{gone} 是平台自己的密钥,删除后所有人的资料都无法再打开;未删除。",
                    $"{gone} is a key of the platform's own: without it nobody's details open again. It stays.",
                    ExitCodes.RefusedByRules);
            }

            return ReachAsync(parsed, shelf =>
            {
                if (!shelf.Remove(gone))
                {
                    throw new BadInputException($"没有文件 {gone}。", $"There is no file {gone}.");
                }

                Console.WriteLine($"已删除 removed: {gone}");
            }, cancellation);
        });
        return command;
    }

    private static Task<int> ReachAsync(
        ParseResult parsed, Action<PostgresShelf> act, CancellationToken cancellation) =>
        PlatformCommand.WithAsync(parsed, async book =>
        {
            var (database, shelf) = PlatformCommand.HomeOf(parsed, Path.GetTempPath())
                .Reach(PlatformCommand.EntryOf(parsed, book));
            await using (database)
            {
                try
                {
                    act(shelf);
                }
                catch (CryptographicException)
                {
                    throw new BadInputException("集群密钥与封存文件时的不同。",
                        "The cluster's secret is not the one under which the files were sealed.");
                }
            }
        }, cancellation);
}
