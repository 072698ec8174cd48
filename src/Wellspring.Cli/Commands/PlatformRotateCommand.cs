using System.CommandLine;
using System.Security.Cryptography;
using Wellspring.Server.Platforms;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring operator platform rotate</c>: new keys for a platform of a cluster 集群平台轮换密钥.</summary>
internal static class PlatformRotateCommand
{
    private const string By = "cli";

    public static Command Build()
    {
        var (key, cluster, secret) = PlatformCommand.Reached;
        var kind = new Argument<string>("KEY")
        {
            Description = "哪种密钥 which key: personal | audit | cookies | log",
        };
        kind.AcceptOnlyFromAmong("personal", "audit", "cookies", "log");
        var command = new Command("rotate", "轮换密钥，平台会重新打开 put a new key in an old one's place; it opens anew")
        {
            key, kind, cluster, secret,
        };
        command.SetAction((parsed, cancellation) => PlatformCommand.WithAsync(parsed, book =>
        {
            var entry = PlatformCommand.EntryOf(parsed, book);
            var folder = Directory.CreateTempSubdirectory("wellspring-rotate-").FullName;
            try
            {
                using var rotation = Open(PlatformCommand.HomeOf(parsed, folder), entry);
                Rotate(rotation, parsed.GetRequiredValue(kind));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }

            return Task.CompletedTask;
        }, cancellation));
        return command;
    }

    private static PlatformRotation Open(PlatformHome home, PlatformEntry entry)
    {
        try
        {
            return new(home, entry, By);
        }
        catch (CryptographicException)
        {
            throw new BadInputException("集群密钥与封存文件时的不同；什么都没有改动。",
                "The cluster's secret is not the one under which the files were sealed. Nothing was changed.");
        }
    }

    private static void Rotate(PlatformRotation rotation, string kind)
    {
        switch (kind)
        {
            case "personal":
                Console.WriteLine($"已重新加密 sealed anew: {rotation.Personal()}");
                break;
            case "audit":
                var (old, made) = rotation.Audits();
                Console.WriteLine($"旧指纹 old fingerprint {old ?? "–"}");
                Console.WriteLine($"新指纹 new fingerprint {made}");
                Console.WriteLine("请把新指纹另行告知审计人员。 Tell auditors the new fingerprint by another way.");
                break;
            case "cookies":
                Console.WriteLine($"新密钥 new key: {rotation.Cookies()}");
                break;
            default:
                var (present, next) = rotation.Log() ?? throw new BadInputException(
                    "平台还没有公开日志的密钥，或上一次换钥还没完成；请先让平台打开一次。",
                    "The platform has no key of a public log yet, or the last change is not done; let it open once.");
                Console.WriteLine($"现用 present  {present}");
                Console.WriteLine($"新钥 next     {next}");
                Console.WriteLine("平台重新打开后换上，并在公开日志写明，新旧两钥都签名。");
                Console.WriteLine("It is taken when the platform has opened anew; the log says so under both keys.");
                break;
        }

        Console.WriteLine("平台几秒内以新密钥重新打开。 The platform opens anew with it within seconds.");
    }
}
