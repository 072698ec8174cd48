using Wellspring.Shop.Members;

namespace Wellspring.Server.Notifying;

/// <summary>One way of getting a message to a person: mail, a gateway for texts, the demonstration's page.</summary>
internal interface INotifier
{
    /// <summary>What the outbox notes as the sender.</summary>
    string Name { get; }

    /// <summary>Whether it takes messages of this channel: mail or phone.</summary>
    bool Takes(string channel);

    /// <summary>Hands the message over. It returns when the other side has accepted it.</summary>
    /// <exception cref="NotDeliveredException">It was not accepted; trying again may help.</exception>
    Task SendAsync(OutboxMessage message, CancellationToken cancellation);
}

/// <summary>A message was not accepted. The reason names no person: it is stored and logged.</summary>
internal sealed class NotDeliveredException(string reason) : Exception(reason);
