using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Host.Control;

/// <summary>What an operator may tell a running engine, by the word that is used on every way in.</summary>
public static class OperatorVerbs
{
    public const string Status = "status";
    public const string Stop = "stop";
    public const string Reload = "reload";

    /// <summary>In the order in which they are shown.</summary>
    public static readonly IReadOnlyDictionary<string, OperatorAction> Actions =
        new OrderedDictionary<string, OperatorAction>
        {
            ["pause"] = OperatorAction.Pause,
            ["resume"] = OperatorAction.Resume,
            ["flatten"] = OperatorAction.Flatten,
            ["halt"] = OperatorAction.Halt,
            ["reconcile"] = OperatorAction.Reconcile,
            [Stop] = OperatorAction.Stop,
        };
}
