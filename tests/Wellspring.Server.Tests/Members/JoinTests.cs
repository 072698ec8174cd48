using System.Net;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Members;

/// <summary>Joining through the pages: read, answer, agree, prove the address.</summary>
public sealed class JoinTests
{
    [Fact]
    public async Task Whoever_has_read_answered_and_agreed_is_a_member_with_a_receipt()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();

        var member = await server.JoinAsync(anna, "anna@example.org", nickname: "安娜");

        Assert.Equal(HttpStatusCode.OK, anna.Status);
        Assert.Contains("已加入", anna.Text, StringComparison.Ordinal);
        var consent = server.Get<ShopDatabase>().Read(reader => Consents.Of(reader, member))
            .Single(it => it.Kind == Consents.Join);
        var shown = DisclosureBook.BeforeJoining(JoinFigures.FromJson(consent.Shown!));
        Assert.Equal(shown.HashIn(english: false), consent.TextHash);
        Assert.Equal(consent.TextHash, anna.Document.QuerySelector("#text-hash")!.TextContent);
        Assert.Equal(DisclosureBook.Joining.Hash, anna.Document.QuerySelector("#template-hash")!.TextContent);
        Assert.Equal(server.Get<PoolGate>().Plan.Hash, anna.Document.QuerySelector("#plan-hash")!.TextContent);
    }
}
