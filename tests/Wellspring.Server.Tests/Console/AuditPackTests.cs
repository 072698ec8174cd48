using System.IO.Compression;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using Wellspring.Server.Console;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Shop.Access;
using Wellspring.Shop.Auditing;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Texts;

namespace Wellspring.Server.Tests.Console;

/// <summary>
/// The pack of a platform that lived: every export of compliance 8, from the console and over the API.
/// </summary>
public sealed class AuditPackTests
{
    /// <summary>Exports that may be empty, and why.</summary>
    private static readonly HashSet<int> MayBeEmpty = [11, 14, 20];

    private static CancellationToken Never => CancellationToken.None;

    [Fact]
    public async Task Every_export_that_must_have_rows_has_rows_and_the_pack_proves_itself()
    {
        await using var server = await RunningServer.StartAsync();
        await LiveAsync(server);
        var folder = Path.Combine(server.Folder, "pack");
        using var key = PackKey.Open(Path.Combine(server.Folder, "keys"));

        var manifest = AuditPack.Write(
            server.Get<PoolGate>().Directory, server.Get<ShopDatabase>(), key, folder, new());

        Assert.Equal(Enumerable.Range(1, 23), manifest.Exports.Select(export => export.Number));
        foreach (var export in manifest.Exports)
        {
            Assert.True(
                MayBeEmpty.Contains(export.Number) || export.Files.Any(file => file.Rows > 0),
                $"export {export.Number} is empty");
        }

        // This platform has no old debt: its tables are there and say so by having no rows.
        var legacy = manifest.Exports.Single(export => export.Number == 14);
        Assert.Null(legacy.Note);
        Assert.NotEmpty(legacy.Files);
        Assert.All(legacy.Files, file => Assert.Equal(0, file.Rows));
        var verdict = new PackCheck(folder).Run(key.Fingerprint);
        Assert.Empty(verdict.Damages);
        Assert.Equal(Wellspring.Core.Compliance.Ruleset.Hash, manifest.RulesetHash);
    }

    [Fact]
    public async Task The_console_makes_a_pack_beside_the_work_and_the_API_gives_one()
    {
        await using var server = await RunningServer.StartAsync();
        await LiveAsync(server);
        var auditor = Crew.Join(server, "aud@example.test", "E22222222", Roles.Auditor);
        using var walker = await auditor.LogInAsync();
        var jobs = server.Get<Jobs>();

        var id = jobs.Start(Jobs.Audit, auditor.Id);
        for (var look = 0; look < 300 && jobs.Newest().Single(job => job.Id == id).State == "running"; look++)
        {
            await Task.Delay(100);
        }

        var done = jobs.Newest().Single(job => job.Id == id);
        Assert.True(done.State == "done", done.Note);
        CheckZip(await walker.Client.GetByteArrayAsync(new Uri($"/console/exports/{id}", UriKind.Relative)));
        var (_, text) = server.Get<ApiKeys>().Create("audit", [Scopes.Exports], "test");
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", text);
        CheckZip(await client.GetByteArrayAsync(new Uri("/v1/exports/audit", UriKind.Relative)));
    }

    [Fact]
    public async Task Clear_names_take_a_document_a_scope_and_two_people_and_stand_in_the_audit_log()
    {
        await using var server = await RunningServer.StartAsync();
        var risk = Crew.Join(server, "risk@example.test", "E20000002", Roles.Risk);
        var twin = Crew.Join(server, "twin@example.test", "E20000002", Roles.Risk);
        var admin = Crew.Join(server, "admin@example.test", "E30000003", Roles.Admin);
        var clerk = Crew.Join(server, "op@example.test", "E40000004", Roles.Operator);
        var database = server.Get<ShopDatabase>();
        UnmaskRequest asked = new("京打非 2026-7", "8,12", risk.Id, admin.Id);

        foreach (var wrong in new[]
        {
            asked with { Document = null }, asked with { Scope = "8,99" }, asked with { Scope = null },
            asked with { Approver = risk.Id }, asked with { Approver = twin.Id }, asked with { Approver = clerk.Id },
            asked with { By = "u-nobody" },
        })
        {
            Assert.NotNull(UnmaskDesk.Approve(database, wrong, server.Wall).Mistake);
        }

        var (unmasked, mistake) = UnmaskDesk.Approve(database, asked, server.Wall);
        Assert.Null(mistake);
        Assert.Equal([8, 12], unmasked!.Scope);
        Assert.Equal("document 京打非 2026-7; exports 8,12", database.Read(reader => reader.Text(
            $"SELECT detail FROM audit WHERE act = 'audit.unmasked' AND who = {admin.Id} AND subject = {risk.Id}")));
        Assert.Equal(1, database.Read(reader =>
            reader.Number($"SELECT count(*) FROM audit WHERE act = 'audit.unmasked'")));
    }

    // A short life with something for every export: trade, referral, agent, withdrawal, texts, privacy, finance.
    private static async Task LiveAsync(RunningServer server)
    {
        var shop = await server.SeedShopAsync();
        var friend = await server.JoinAsync(server.Visit(), "friend@example.test");
        var buyer = await server.JoinAsync(server.Visit(), "buyer@example.test");
        var now = server.Get<PoolClock>().Now();
        await RunAsync(server, new PoolCommand.BindReferrer("t.bind", now, buyer, friend));
        await RunAsync(server, new PoolCommand.AppointAgent("t.agent", now, "440106", AgentTier.District, friend, now,
            now.Plus(Duration.Days(365)), "contract-1"));
        await server.EarnAsync(shop, buyer, 1_000);
        now = server.Get<PoolClock>().Now();
        await RunAsync(server, new PoolCommand.RecordRefusedAttempt(
            "t.attempt", now, "CN-MLM-06", "u-1", new string('a', 64)));
        await RunAsync(server, new PoolCommand.PausePool("t.pause", now, "u-1", "authority"));
        server.Get<ShopDatabase>().Write(transaction =>
        {
            TextBook.Submit(transaction, new(TextKinds.Goods, "g-1", "稳赚不赔,保本保收益", buyer, IsOutside: true), now);
            Insert(transaction, buyer, now);
        });
    }

    private static void Insert(ShopTransaction transaction, string member, Instant now)
    {
        transaction.Execute($"""
            INSERT INTO withdrawals (id, member, amount, fee, from_sales, from_rewards, state, channel, payee,
                payee_name, requested_at, done_at)
            VALUES ('w-1', {member}, 10000000, 0, 10000000, 0, 'paid', 'manual', '62220001', 'A', {now}, {now})
            """);
        transaction.Execute($"""
            INSERT INTO tickets (id, member, kind, subject, state, opened_at, due_at)
            VALUES ('t-1', {member}, 'complaint', 'x', 'open', {now}, {now})
            """);
        Wellspring.Shop.Access.Audit.Note(transaction, now, "u-1", "test.lived", null);
    }

    private static async Task RunAsync(RunningServer server, PoolCommand command)
    {
        server.Get<ShopDatabase>().Write(transaction => PoolGate.Enqueue(transaction, command));
        var outcome = await server.Get<PoolFlow>().RunAsync(command.Id, Never);
        Assert.True(outcome.IsDone, $"{command.Id}: {outcome.Reason}");
    }

    private static void CheckZip(byte[] zip)
    {
        var folder = Directory.CreateTempSubdirectory("pack-").FullName;
        ZipFile.ExtractToDirectory(new MemoryStream(zip), folder);
        Assert.Empty(new PackCheck(folder).Run().Damages);
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, PackManifest.FileName)));
        Assert.True(manifest.RootElement.GetProperty("masked").GetBoolean());
        Directory.Delete(folder, recursive: true);
    }
}
