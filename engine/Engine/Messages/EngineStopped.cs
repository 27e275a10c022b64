namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>The engine has ended its run and will send nothing more.</summary>
public struct EngineStopped
{
    public StopVerdict Verdict;
}
