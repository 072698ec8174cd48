using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Access;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Webhooks;

namespace Wellspring.Server.Api;

/// <summary>The HTTP API <c>/v1</c>: what it needs, and its addresses.</summary>
internal static class ApiParts
{
    /// <summary>How answers are written where the framework does not write them.</summary>
    public static JsonSerializerOptions Json { get; } = Set(new(JsonSerializerDefaults.Web));

    public static void AddServices(IServiceCollection services, Site site)
    {
        var limits = site.Options.Api.With(site.Settings);
        AddWebhooks(services, site.Options.Webhooks with
        {
            Networks = [.. site.Options.Webhooks.Networks, .. NetworksOf(site.Settings)],
        });
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<CommandIntake>();
        services.AddSingleton<CommandDesk>();
        services.AddSingleton<Freshness>();
        services.AddSingleton(limits);
        services.AddSingleton<AtOnce>();
        services.AddAuthorization(ApiPolicies.Add);
        services.AddSingleton<Limiting>();
        services.AddRequestTimeouts(timeouts => Limiting.Add(timeouts, limits));
        services.ConfigureHttpJsonOptions(json => Set(json.SerializerOptions));
        services.AddOpenApi("v1", ApiDocument.Describe);
    }

    /// <summary>Stands before authentication: from here on, a caller of the API gets problem details.</summary>
    public static void UseBefore(WebApplication app) => app.Use(ApiShield.AnswerAsync);

    /// <summary>Stands after authorisation, where it is known who calls.</summary>
    public static void UseAfter(WebApplication app)
    {
        app.Use((http, next) =>
            http.RequestServices.GetRequiredService<Limiting>().RunAsync(http, () => next(http)));
        app.UseRequestTimeouts();
        app.UseWhen(
            http => http.Request.Path.StartsWithSegments(ApiShield.Path, StringComparison.Ordinal),
            api => api.Use((http, next) =>
                http.RequestServices.GetRequiredService<AtOnce>().RunAsync(http, () => next(http))));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(ApiShield.Path);
        api.WithMetadata(new LimitedBy(Limiting.PerKey)).WithRequestTimeout(Limiting.Timeout);
        api.MapOpenApi("/openapi.json").AllowAnonymous();
        CommandsResource.Map(api);
        PoolResource.Map(api);
        MembersResource.Map(api);
        MallsResource.Map(api);
        OrdersResource.Map(api);
        WithdrawalsResource.Map(api);
        QuotesResource.Map(api);
        LegacyResource.Map(api);
        ExportsResource.Map(api);
        WhatIfResource.Map(api);
        WebhooksResource.Map(api);
    }

    private static IEnumerable<IPNetwork> NetworksOf(ServerSettings settings) =>
        (settings.Find("webhooks:allow") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(typed =>
            IPNetwork.TryParse(typed, out var network) ? network : throw ServerSettings.Wrong(
                $"webhooks.allow 中的“{typed}”不是网段,请写如 10.1.0.0/16。",
                $"\"{typed}\" in webhooks.allow is not a network; write one such as 10.1.0.0/16."));

    private static void AddWebhooks(IServiceCollection services, WebhookOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<WebhookBook>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<IFollowsJournal, WebhookFollower>();
        services.AddSingleton(provider =>
            new WebhookAddress(options.Networks, provider.GetRequiredService<PoolGate>().Plan.IsSandbox));
        services.AddHostedService<WebhookLoop>();
    }

    private static JsonSerializerOptions Set(JsonSerializerOptions options)
    {
        // Answers are JSON and say so, no browser sniffs them: Chinese stays readable.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.NumberHandling = JsonNumberHandling.Strict;
        return options;
    }
}

/// <summary>Says in the document what an endpoint may answer.</summary>
internal static class Answering
{
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder builder, int status) =>
        builder.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(T), ["application/json"]));

    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder builder, params int[] statuses) =>
        builder.WithMetadata([.. statuses.Select(Problem.Produces)]);
}
