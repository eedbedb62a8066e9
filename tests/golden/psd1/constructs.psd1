# The manifest of the module.
@{
    RootModule        = 'Shapes.psm1'
    ModuleVersion     = '1.2.0'
    Description       = 'Draws shapes.'
    "PowerShellVersion" = "5.1"
    RequiredModules   = @('Shapes.Core', @{ ModuleName = 'Paint'; ModuleVersion = '2.0' })
    NestedModules     = @('lib\Inner.psm1')
    FunctionsToExport = 'Invoke-Draw',
                        'Get-Side'
    AliasesToExport   = @()
    PrivateData       = @{ PSData = @{ Tags = @('draw') } }
}
