using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Shop.Auditing;
using Wellspring.Shop.Database;
using Wellspring.Shop.Demo;
using Wellspring.Storage;

namespace Wellspring.Shop.Tests.Auditing;

/// <summary>Ninety days of a demo shop, journal and records, seeded once; packs are written from it.</summary>
public sealed class AuditedPlatform : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wellspring-audit-").FullName;
    private int _packs;

    /// <summary>What stands whole in its public log.</summary>
    internal const string Statement = """{"digest":"abc","said":"已核对"}""";

    internal ShopDatabase Database { get; private set; } = null!;

    internal PoolDirectory Pool { get; private set; } = null!;

    internal PackKey Key { get; private set; } = null!;

    /// <summary>A masked pack, for tests that only look.</summary>
    public string Pack { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Database = TestStore.Open(Path.Combine(_folder, "shop.db"));
        Pool = new(Path.Combine(_folder, "pool"));
        Key = PackKey.Open(Path.Combine(_folder, "keys"));
        await DemoSeed.RunAsync(
            ReadyPlan.Find("local-life")!, Pool, Database, TimeProvider.System, (_, _) => { }, CancellationToken.None);
        await SayAsync();
        Pack = Write(new());
    }

    // As finance does with the word of a bank.
    private async Task SayAsync()
    {
        await using var writer = PoolWriter.Start(Pool.OpenToWrite(null), new());
        var at = await writer.ReadAsync(desk => desk.Pool.Clock, CancellationToken.None);
        var answer = await writer.SubmitAsync(
            new PoolCommand.PublishStatement("said", at, StatementTopic.Attestation, Statement),
            CancellationToken.None);
        Assert.Equal(AnswerKind.Done, answer.Kind);
    }

    public ValueTask DisposeAsync()
    {
        Key.Dispose();
        Database.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    internal string Write(PackOptions options)
    {
        var folder = Path.Combine(_folder, $"pack-{Interlocked.Increment(ref _packs)}");
        AuditPack.Write(Pool, Database, Key, folder, options);
        return folder;
    }

    /// <summary>A copy that a test may damage.</summary>
    internal string Copy()
    {
        var folder = Path.Combine(_folder, $"copy-{Interlocked.Increment(ref _packs)}");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(Pack))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return folder;
    }

    /// <summary>Lists the files of a changed pack anew and signs it, as a clever forger would.</summary>
    internal static void SignAnew(string folder, PackKey key)
    {
        var path = Path.Combine(folder, PackManifest.FileName);
        var manifest = PackManifest.Read(File.ReadAllBytes(path));
        manifest = manifest with
        {
            PublicKey = key.PublicKey,
            Exports =
            [
                .. manifest.Exports.Select(export => export with
                {
                    Files = [.. export.Files.Select(file => Listed(folder, file))],
                }),
            ],
        };
        var bytes = manifest.ToBytes();
        File.WriteAllBytes(path, bytes);
        File.WriteAllText(Path.Combine(folder, PackManifest.SignatureName),
            Convert.ToBase64String(key.Sign(bytes)) + "\n");
    }

    private static PackFile Listed(string folder, PackFile file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder, file.Name));
        return file with
        {
            Bytes = bytes.Length,
            Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)),
        };
    }
}
