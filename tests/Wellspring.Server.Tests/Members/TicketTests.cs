using System.Net;
using Wellspring.Core;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;

namespace Wellspring.Server.Tests.Members;

/// <summary>Complaints and questions reach a human by a deadline, and nobody else.</summary>
public sealed class TicketTests
{
    [Fact]
    public async Task A_complaint_is_answered_and_closed_and_every_step_is_seen()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        await server.JoinAsync(anna, "anna@example.org");
        var database = server.Get<ShopDatabase>();

        await anna.OpenAsync("/me/tickets/new?about=o-123&kind=complaint");
        await anna.SendAsync("form[action='/me/tickets']", ("subject", "没收到货"), ("text", "<b>三天了</b>"));
        Assert.Contains("等待处理", anna.Text, StringComparison.Ordinal);
        Assert.Contains("<b>三天了</b>", anna.Text, StringComparison.Ordinal);
        Assert.Contains("2026-12-07 14:00", anna.Text, StringComparison.Ordinal);
        var ticket = Assert.Single(database.Read(reader => Tickets.Waiting(reader, 10)));
        Assert.Equal("o-123", ticket.About);

        var now = Instant.From(server.Wall.GetUtcNow());
        Assert.True(database.Write(transaction => Tickets.Answer(transaction, "u-1", ticket.Id, "明天送到", now)));
        await anna.OpenAsync($"/me/tickets/{ticket.Id}");
        Assert.Contains("已回复", anna.Text, StringComparison.Ordinal);
        Assert.Contains("明天送到", anna.Text, StringComparison.Ordinal);
        await anna.SendAsync($"form[action='/me/tickets/{ticket.Id}']", ("text", "好的"));
        Assert.Contains("等待处理", anna.Text, StringComparison.Ordinal);

        Assert.True(database.Write(transaction => Tickets.Close(transaction, "u-1", ticket.Id, now)));
        await anna.OpenAsync($"/me/tickets/{ticket.Id}");
        Assert.Contains("已关闭", anna.Text, StringComparison.Ordinal);
        Assert.Null(anna.Document.QuerySelector("textarea"));
        Assert.Equal(
            ["ticket.answered", "ticket.closed"],
            database.Read(reader => reader.All(
                $"SELECT act FROM audit WHERE subject = {ticket.Id} ORDER BY sequence", row => row.Text(0))));
        await anna.OpenAsync("/outbox");
        Assert.Contains("您的工单有回复", anna.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("明天送到", anna.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_review_asked_for_on_friday_is_due_on_wednesday()
    {
        var friday = Instant.From(new(2026, 11, 27, 10, 0, 0, TimeSpan.FromHours(8)));

        var due = new TicketDeadlines().DueAt(Tickets.Review, friday, new(8 * 3_600_000L));

        Assert.Equal(Instant.From(new(2026, 12, 2, 10, 0, 0, TimeSpan.FromHours(8))), due);
    }

    [Fact]
    public async Task Nothing_of_another_member_is_found_by_its_id()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        using var eve = server.Visit();
        var annaId = await server.JoinAsync(anna, "anna@example.org");
        await server.JoinAsync(eve, "eve@example.org");
        await anna.OpenAsync("/me/tickets/new");
        await anna.SendAsync("form[action='/me/tickets']", ("subject", "私事"), ("text", "私事"));
        var ticket = anna.Location.Split('/')[^1];
        await anna.OpenAsync("/me/addresses/new?region=440106");
        await anna.SendAsync("#address-form", ("street", "街 1"), ("name", "安娜"), ("phone", "13700137001"));
        var database = server.Get<ShopDatabase>();
        var address = database.Read(reader => SavedAddresses.Of(reader, annaId)).Single().Id;
        var consent = database.Read(reader => Consents.Of(reader, annaId))[0].Id;

        foreach (var path in new[] { $"/me/tickets/{ticket}", $"/me/consents/{consent}" })
        {
            await eve.OpenAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, eve.Status);
        }

        foreach (var path in new[]
        {
            $"/me/tickets/{ticket}", $"/me/consents/{consent}/withdraw", $"/me/addresses/{address}/remove",
        })
        {
            await eve.OpenAsync("/me/tickets/new");
            using var content = eve.Fill("form[action='/me/tickets']", out _, ("text", "我是安娜"));
            using var answer = await eve.Client.PostAsync(new Uri(path, UriKind.Relative), content);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Single(database.Read(reader => Tickets.Find(reader, ticket))!.Messages);
        Assert.Single(database.Read(reader => SavedAddresses.Of(reader, annaId)));
        Assert.Null(database.Read(reader => Consents.Find(reader, annaId, consent))!.WithdrawnAt);
    }

    [Fact]
    public async Task A_member_opens_at_most_ten_tickets_a_day()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        await server.JoinAsync(anna, "anna@example.org");
        for (var count = 1; count <= 11; count++)
        {
            await anna.OpenAsync("/me/tickets/new");
            await anna.SendAsync("form[action='/me/tickets']", ("subject", "问"), ("text", "问"));
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, anna.Status);
        Assert.Contains("太多工单", anna.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_lost_access_reaches_a_human_and_logs_in_with_the_new_address()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        var id = await server.JoinAsync(anna, "anna@example.org");
        using var locked = server.Visit();
        await locked.OpenAsync("/login/lost");
        await locked.SendAsync(null, ("contact", "anna@new.example"), ("text", "旧邮箱没了"));
        Assert.Contains("已转人工", locked.Text, StringComparison.Ordinal);
        var database = server.Get<ShopDatabase>();
        var ticket = Assert.Single(database.Read(reader => Tickets.Waiting(reader, 10)));
        Assert.Null(ticket.Member);

        var now = Instant.From(server.Wall.GetUtcNow());
        Assert.True(database.Write(transaction => AccountAddress.ChangeByStaff(
            transaction, "u-1", id, ContactAddress.Read("anna@new.example")!, "two past orders named", now)));
        database.Write(transaction => Tickets.Answer(transaction, "u-1", ticket.Id, "已更改,请登录。", now));

        await server.LogInAsync(locked, "anna@new.example");
        await locked.OpenAsync("/me");
        Assert.Contains(id, locked.Text, StringComparison.Ordinal);
        await anna.OpenAsync("/me");
        Assert.StartsWith("/login", anna.Location, StringComparison.Ordinal);
        var audit = database.Read(reader => reader.All(
            $"SELECT detail FROM audit WHERE act = 'member.address-changed'", row => row.Text(0)));
        Assert.DoesNotContain("anna@", Assert.Single(audit), StringComparison.Ordinal);
    }
}
