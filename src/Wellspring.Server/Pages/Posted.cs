using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Server.Access;
using Wellspring.Shop.Access;

namespace Wellspring.Server.Pages;

/// <summary>A form that was sent: its fields, and the key under which it acts at most once.</summary>
public sealed class Posted
{
    public const string KeyField = "__key";
    private const int FieldLimit = 4_000;

    private readonly IFormCollection _form;

    private Posted(IFormCollection form, string key, string subject) => (_form, Key, Subject) = (form, key, subject);

    /// <summary>
    /// Unique to this form as it was shown; ids of commands are made from it, so that twice is once down to the pool.
    /// </summary>
    public string Key { get; }

    public string Subject { get; }

    /// <summary>The id of what this form makes: the same however often the form arrives.</summary>
    public string Id(string prefix) => $"{prefix}-{Key[..16]}";

    public IFormFileCollection Files => _form.Files;

    /// <summary>A field, trimmed; empty when it was not sent.</summary>
    public string this[string name] => _form[name].ToString().Trim() is { Length: <= FieldLimit } text ? text : "";

    /// <summary>All values of a field with several.</summary>
    public IReadOnlyList<string> All(string name) => [.. _form[name].Select(value => value ?? "")];

    /// <summary>
    /// Runs what a form asks for once. <paramref name="act"/> returns where to go (then a repeat goes there too) or a
    /// page that shows what was wrong (then nothing was done and the form may be sent again).
    /// </summary>
    public static async Task<IResult> OnceAsync(HttpContext http, Func<Posted, Task<Next>> act)
    {
        var services = http.RequestServices;
        if (!http.Request.HasFormContentType)
        {
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }

        if (!await services.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
        {
            return Page.Of<ExpiredForm>(StatusCodes.Status400BadRequest);
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var visitor = services.GetRequiredService<Visitor>();
        var posted = new Posted(form, KeyOf(form), visitor.MemberId ?? visitor.StaffId ?? "anonymous");
        var keys = services.GetRequiredService<FormKeys>();
        var hash = HashOf(form);
        if (keys.Find(posted.Subject, posted.Key) is { Location: { } before } known)
        {
            return known.IsOf(hash) ? Results.Redirect(before) : Page.Of<ExpiredForm>(StatusCodes.Status409Conflict);
        }

        var next = await act(posted);
        if (next.Location is not null)
        {
            keys.Store(posted.Subject, posted.Key, hash, next.Location);
            return Results.Redirect(next.Location);
        }

        return next.Result!;
    }

    // A form without a key of ours was not made by our page: it gets one of its own and acts on its own.
    private static string KeyOf(IFormCollection form) =>
        form[KeyField].ToString() is { Length: >= 16 and <= 40 } key
        && key.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter))
            ? key
            : Wellspring.Shop.Ids.Secret();

    private static byte[] HashOf(IFormCollection form)
    {
        var text = new StringBuilder();
        foreach (var (name, values) in form.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            if (name is not ("__RequestVerificationToken" or KeyField))
            {
                text.Append(name).Append('=').Append(values.ToString()).Append('\n');
            }
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}

/// <summary>What follows a form: another address, or a page that says what to mend.</summary>
public readonly record struct Next(string? Location, IResult? Result)
{
    public static implicit operator Next(string location) => new(location, null);

    public static Next To(string location) => new(location, null);

    public static Next Show(IResult page) => new(null, page);
}
