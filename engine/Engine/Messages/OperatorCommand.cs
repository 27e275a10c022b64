namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>What the operator asks for.</summary>
public struct OperatorCommand
{
    public OperatorAction Action;
}
