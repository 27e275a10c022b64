using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// What stands between the process and its engine. This one changes nothing: the policy is the production engine's.
/// The children in <see cref="Mutations"/> break one rule each.
/// </summary>
internal class Policy
{
    /// <summary>Hears an event before it is on record; false = the engine never hears it.</summary>
    public virtual bool Receive(ref InboundEvent e, VirtualProcess process) => true;

    /// <summary>The journal stores a record's commit word last; a policy without that stores it first.</summary>
    public virtual bool CommitsLast => true;

    /// <summary>A record's seal tells where it belongs; a policy without that checks its contents only.</summary>
    public virtual bool IsChained => true;

    /// <summary>Sees a command that goes to the venue.</summary>
    public virtual void Sending(in OutboundCommand command)
    {
        // only a policy that sends again needs to remember
    }
}
