using System.Collections.Immutable;
using Wellspring.Core.Compliance;

namespace Wellspring.Core.Pools;

/// <summary>How the commands about plan versions, acknowledgements and held orders are written.</summary>
internal static class VersionForms
{
    public static ImmutableArray<CommandForm> All { get; } =
    [
        new("publishPlan", ["plan", "effectiveAt", "acknowledgements", "by", "approver"], (id, at, of) =>
            new PoolCommand.PublishPlan(
                id, at, of.Plan("plan"), of.Time("effectiveAt"), AcknowledgementFile.ReadAll(of, "acknowledgements"),
                of.IdOrNull("by"), of.IdOrNull("approver"))),
        new("acknowledge", ["acknowledgement"], (id, at, of) => new PoolCommand.Acknowledge(
            id, at, AcknowledgementFile.Read(of.Object("acknowledgement", AcknowledgementFile.Names)))),
        new("voidAcknowledgement", ["code", "by", "reason"], (id, at, of) =>
            new PoolCommand.VoidAcknowledgement(id, at, of.Id("code"), of.Id("by"), of.Phrase("reason"))),
        new("recordRefusedAttempt", ["code", "by", "subject"], (id, at, of) =>
            new PoolCommand.RecordRefusedAttempt(id, at, of.Id("code"), of.Id("by"), of.Id("subject"))),
        new("publishStatement", ["topic", "statement"], (id, at, of) => new PoolCommand.PublishStatement(
            id, at, of.Choice("topic", Statements.Topics, Statements.Code, isRequired: true),
            of.Statement("statement"))),
        new("holdOrder", ["order", "reason"], (id, at, of) =>
            new PoolCommand.HoldOrder(id, at, of.Id("order"), of.Phrase("reason"))),
        new("releaseOrder", ["order", "by"], (id, at, of) =>
            new PoolCommand.ReleaseOrder(id, at, of.Id("order"), of.Id("by"))),
    ];
}
